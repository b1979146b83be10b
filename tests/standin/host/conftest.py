"""Fixtures for the host page: a seeded site on loopback with the fake app installed, and a client without a browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.standin.host import host_blueprint
from tests.standin.host.fake_app import running
from tests.standin.sample import Sample, seed
from tests.standin.serve import create_app, serve
from tests.standin.world import Site

TUESDAY = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)


def add_host(app: Flask, site: Site) -> None:
    """What ``serve`` is given as ``extend``."""
    app.register_blueprint(host_blueprint(site))


@dataclass
class Stage:
    """A site that is served, what was seeded on it, and its address."""

    site: Site
    sample: Sample
    url: str

    def client(self) -> FlaskClient:
        """A browser without scripts on this site."""
        app = create_app(self.site)
        add_host(app, self.site)
        return app.test_client()


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """The sample project on a served site, with the fake app installed; shared by the tests of a module."""
    site = Site("acme")
    sample = seed(site)
    with serve(site, extend=add_host) as served, running(served.base_url) as app_url:
        site.install(app_url)
        yield Stage(site, sample, served.base_url)


@pytest.fixture
def site() -> Site:
    """A site of one test alone, at a fixed moment, without an app."""
    return Site("acme", clock=lambda: TUESDAY)


@pytest.fixture
def sample(site: Site) -> Sample:
    """The sample project on that site."""
    return seed(site)


@pytest.fixture
def client(site: Site, sample: Sample) -> FlaskClient:
    """A browser without scripts, looking as the release lead."""
    app = create_app(site)
    add_host(app, site)
    return app.test_client()
