"""Installing npm packages: once for each lock file, in the place that is named, and a failure is told in one line."""

import json
import os
from pathlib import Path

import pytest

from plugin.assets import INSTALLED, main


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package without dependencies, whose build leaves a file."""
    folder = tmp_path / "package"
    folder.mkdir()
    build = "node -e \"require('fs').writeFileSync('built.txt', 'yes')\""
    known = {"name": "sample", "version": "1.0.0", "scripts": {"build": build, "fail": 'node -e "process.exit(3)"'}}
    lock = {
        "name": "sample",
        "version": "1.0.0",
        "lockfileVersion": 3,
        "packages": {"": {"name": "sample", "version": "1.0.0"}},
    }
    (folder / "package.json").write_text(json.dumps(known), encoding="utf-8")
    (folder / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    return folder


def test_a_build_runs_where_it_is_installed(package: Path, tmp_path: Path) -> None:
    """With `--into`, the package's own folder gets nothing; without it, the build happens there."""
    elsewhere = tmp_path / "elsewhere"
    assert main([str(package), "--into", str(elsewhere), "--run", "build"]) == 0
    assert (elsewhere / "built.txt").exists()
    assert {path.name for path in package.iterdir()} == {"package.json", "package-lock.json"}
    assert main([str(package), "--run", "build"]) == 0
    assert (package / "built.txt").exists()


def test_packages_are_fetched_once_for_each_lock_file(package: Path) -> None:
    """A second run leaves what is installed alone; another lock file is installed anew."""
    main([str(package)])
    os.utime(package / INSTALLED, (1, 1))
    main([str(package)])
    assert (package / INSTALLED).stat().st_mtime == 1
    lock = package / "package-lock.json"
    lock.write_text(lock.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    main([str(package)])
    assert (package / INSTALLED).read_bytes() == lock.read_bytes()


def test_a_build_that_fails_is_told(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit code is 1 and standard error says what could not be done."""
    assert main([str(package), "--run", "fail"]) == 1
    assert "could not be fetched or built" in capsys.readouterr().err
