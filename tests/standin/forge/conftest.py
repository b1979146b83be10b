"""What the tests of Forge at the stand-in stand on: a served site, and a fake remote installed on it."""

from collections.abc import Iterator

import pytest

from tests.standin.conftest import contract_data, site
from tests.standin.forge.fake_remote import FakeRemote, manifest
from tests.standin.world import Site

__all__ = ["contract_data", "site"]


@pytest.fixture
def remote(site: Site) -> Iterator[FakeRemote]:
    """The fake remote, installed through Forge."""
    with FakeRemote(site.jwks_url) as made:
        site.install_forge(manifest(), made.base_url)
        made.heard.clear()
        yield made
