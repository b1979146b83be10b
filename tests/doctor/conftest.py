"""The app on loopback, installed through Forge on acme, and the command line over it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from plugin.cli import main
from tests.web.core.bench import APP_ID, Bench, environment, open_bench

Doctor = Callable[..., tuple[int, list[str], str]]
"""From a bench, arguments and more settings to exit code, lines said, and whatever was complained."""


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[Bench]:
    """An app of this test's own that acme has installed through Forge."""
    with open_bench(tmp_path / "app", installed=False) as bench:
        assert bench.acme.install_forge(bench.manifest(), bench.url) == 200
        yield bench


@pytest.fixture
def doctor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Doctor]:
    """`plumbline doctor` with the settings of a bench, directly and not through a proxy."""
    handlers, level = logging.root.handlers[:], logging.root.level

    def command(bench: Bench, *arguments: str, **more: str) -> tuple[int, list[str], str]:
        forge = {
            "PLUMBLINE_FORGE_APP_ID": APP_ID,
            "PLUMBLINE_FORGE_JWKS_URL": bench.acme.jwks_url,
            "PLUMBLINE_FORGE_API_PREFIX": bench.acme.gateway_prefix,
            "PLUMBLINE_LOG_LEVEL": "error",
            "no_proxy": "*",
        }
        settings = environment(bench.app.settings.home, bench.url, [bench.acme.key_url], **{**forge, **more})
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        code = main(["doctor", *arguments])
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err

    yield command
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """An app of this test's own that acme has installed through Connect."""
    with open_bench(tmp_path) as made:
        yield made
