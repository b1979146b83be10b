"""`python -m descriptors forge`: bad arguments are explained and write nothing, a folder is renewed, never robbed."""

import json
from pathlib import Path

import pytest
import yaml

from descriptors.__main__ import COMMITTED, main
from descriptors.forge_command import PLACEHOLDER_APP_ID
from descriptors.forge_folder import MANIFEST, RECORD

APP_ID = "ari:cloud:ecosystem::app/1b4e28ba-2fa1-41d2-883f-0016d3cca427"
OWN = ("--base-url", "https://risks.example.org")
STATIC = COMMITTED.parent / "plugin" / "ui" / "static"
SHELL = COMMITTED.parent / "plugin" / "ui" / "forge"


def forge(folder: Path, *more: str) -> int:
    """Run the command for this folder; a refusal of arguments is its exit code too."""
    try:
        return main(["forge", "--to", str(folder), *more])
    except SystemExit as ended:
        return int(ended.code or 0)


def app_id(folder: Path) -> str:
    """The id in a folder's manifest."""
    found: str = yaml.safe_load((folder / MANIFEST).read_text(encoding="utf-8"))["app"]["id"]
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_holds_all_that_a_build_needs(tmp_path: Path) -> None:
    """Manifest, package with its lock, build, shell, scripts and styles, the list of pages, a README: all there."""
    assert forge(tmp_path / "app", *OWN, "--app-id", APP_ID) == 0
    found = contents(tmp_path / "app")
    assert {MANIFEST, "README.md", ".gitignore", "package.json", "package-lock.json", "build.mjs"} <= set(found)
    assert found["src/shell.js"] == (SHELL / "shell.js").read_bytes()
    shared = {f"src/plumbline/{path.name}": path for path in STATIC.iterdir() if path.suffix in {".js", ".css", ".svg"}}
    assert {name: found[name] for name in shared} == {name: path.read_bytes() for name, path in shared.items()}
    assert json.loads(found["src/modules.json"])["site-admin"] == {"path": "/ui/admin", "fit": "page"}
    assert found["icons/plumbline.svg"] == (STATIC / "plumbline.svg").read_bytes()
    assert app_id(tmp_path / "app") == APP_ID
    assert set(json.loads(found[RECORD])["written"]) == set(found)


def test_no_installed_package_is_copied(tmp_path: Path) -> None:
    """What npm put beside the shell's sources stays there, and htmx comes from npm."""
    forge(tmp_path / "app", *OWN)
    assert not any("node_modules" in name or "vendor" in name for name in contents(tmp_path / "app"))


def test_the_connect_form_has_nothing_to_build(tmp_path: Path) -> None:
    """Its pages come from the server, so there is a manifest, a README and a bare package, and no sources."""
    assert forge(tmp_path / "app", "--form", "connect", *OWN) == 0
    assert set(contents(tmp_path / "app")) == {MANIFEST, "README.md", "package.json", ".gitignore", RECORD}


def test_each_scope_stands_below_its_reason(tmp_path: Path) -> None:
    """Whoever reads the manifest learns why a scope is there, and the manifest stays the YAML that it was."""
    forge(tmp_path / "app", *OWN)
    lines = (tmp_path / "app" / MANIFEST).read_text(encoding="utf-8").splitlines()
    scopes = yaml.safe_load("\n".join(lines))["permissions"]["scopes"]
    assert all(lines[lines.index(f"  - {scope}") - 1].startswith("  # ") for scope in scopes)


def test_a_manifest_repeats_what_stands_twice(tmp_path: Path) -> None:
    """No anchors, no aliases: a person can read and change one entry without another changing with it."""
    forge(tmp_path / "app", "--form", "connect", *OWN)
    text = (tmp_path / "app" / MANIFEST).read_text(encoding="utf-8")
    assert "&id" not in text
    assert "*id" not in text


@pytest.mark.parametrize(
    ("form", "steps"),
    [
        ("own", ["npm ci && npm run build", "PLUMBLINE_BASE_URL=https://risks.example.org", "PLUMBLINE_FORGE_APP_ID="]),
        ("shared", ["npm ci && npm run build", "PLUMBLINE_FORGE_APP_ID=", "Data management"]),
        ("connect", ["31 January 2027", "PLUMBLINE_BASE_URL=https://risks.example.org"]),
    ],
)
def test_the_readme_leads_to_an_installed_app(tmp_path: Path, form: str, steps: list[str]) -> None:
    """Every command from registering to upgrading is there, and the server's settings for this form."""
    forge(tmp_path / "app", "--form", form, *(() if form == "shared" else OWN))
    text = (tmp_path / "app" / "README.md").read_text(encoding="utf-8")
    common = ["FORGE_API_TOKEN", "forge register", "forge lint", "forge deploy -e production --non-interactive"]
    common += ["forge install -e production", "forge install --upgrade", "Sharing"]
    assert [step for step in [*common, *steps] if step not in text] == []
    assert "{" not in text


def test_without_an_id_there_is_a_placeholder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A first run needs no id, and says how to get one."""
    assert forge(tmp_path / "app", *OWN) == 0
    assert app_id(tmp_path / "app") == PLACEHOLDER_APP_ID
    assert "forge register" in capsys.readouterr().out


def test_renewing_keeps_the_id_that_was_registered(tmp_path: Path) -> None:
    """`forge register` writes the id into the manifest; writing the folder again keeps it, unless another is given."""
    folder = tmp_path / "app"
    forge(folder, *OWN)
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    (folder / MANIFEST).write_text(text.replace(PLACEHOLDER_APP_ID, APP_ID), encoding="utf-8")
    forge(folder, *OWN)
    assert app_id(folder) == APP_ID
    forge(folder, *OWN, "--app-id", PLACEHOLDER_APP_ID)
    assert app_id(folder) == PLACEHOLDER_APP_ID


def test_renewing_removes_what_is_no_longer_written_and_nothing_else(tmp_path: Path) -> None:
    """Another form leaves no sources of the earlier one behind; what npm, the build or a person put there stays."""
    folder = tmp_path / "app"
    forge(folder, *OWN)
    mine = {"node_modules/x/index.js": b"1", "static/app/app.js": b"2", "src/notes.txt": b"3"}
    for name, content in mine.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    assert forge(folder, "--form", "connect", *OWN) == 0
    assert {
        name: content for name, content in contents(folder).items() if name.startswith(("src", "node", "static"))
    } == mine


def test_a_folder_of_somebody_elses_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder with files that this command did not write is left as it is."""
    (tmp_path / MANIFEST).write_text("app: {}\n", encoding="utf-8")
    assert forge(tmp_path, *OWN) == 2
    assert contents(tmp_path) == {MANIFEST: b"app: {}\n"}
    assert "not written by this command" in capsys.readouterr().err


def test_a_file_in_the_way_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a folder of ours, a file of somebody else's under a name that is needed now is not overwritten."""
    folder = tmp_path / "app"
    forge(folder, "--form", "connect", *OWN)
    (folder / "build.mjs").write_text("// mine\n", encoding="utf-8")
    before = contents(folder)
    assert forge(folder, *OWN) == 2
    assert contents(folder) == before
    assert "build.mjs" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder below a file cannot be made, and that is said without a traceback."""
    (tmp_path / "file").write_text("here", encoding="utf-8")
    assert forge(tmp_path / "file" / "app", *OWN) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_record_cannot_reach_outside(tmp_path: Path) -> None:
    """A record that names a file elsewhere removes nothing there."""
    folder, outside = tmp_path / "app", tmp_path / "outside.txt"
    forge(folder, *OWN)
    outside.write_text("kept", encoding="utf-8")
    record = {"written": [RECORD, *contents(folder), "../outside.txt", str(outside)]}
    (folder / RECORD).write_text(json.dumps(record), encoding="utf-8")
    assert forge(folder, *OWN) == 0
    assert outside.read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "needs the server's public address"),
        (("--form", "connect"), "needs the server's public address"),
        (("--base-url", "http://risks.example.org"), "https"),
        (("--base-url", "https://risks"), "https"),
        (("--base-url", "https://user:secret@risks.example.org"), "https"),
        (("--base-url", "https://tools.example.org/plumbline"), "without a path"),
        (("--base-url", "https://risks.example.org?a=1"), "nothing may follow"),
        (("--base-url", "https://[risks"), "https"),
        ((*OWN, "--app-id", "1b4e28ba"), "forge register"),
        ((*OWN, "--connect-key", "no spaces"), "letters"),
        ((*OWN, "--form", "connect", "--connect-key", "org.example.other"), "app.plumbline.jira"),
        (("--form", "shared", *OWN), "administrator"),
        (("--form", "other", *OWN), "invalid choice"),
    ],
)
def test_bad_arguments_write_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    """Each is refused with exit code 2 and a text that says what to write instead, and no secret is repeated."""
    assert forge(tmp_path / "app", *arguments) == 2
    assert not (tmp_path / "app").exists()
    told = capsys.readouterr().err
    assert said in told
    assert "secret" not in told


def test_a_connect_remote_may_have_a_path(tmp_path: Path) -> None:
    """Connect appends to the address, so a server below a path keeps it; a trailing slash does not matter."""
    assert forge(tmp_path / "app", "--form", "connect", "--base-url", "https://tools.example.org/plumbline/") == 0
    [remote] = yaml.safe_load((tmp_path / "app" / MANIFEST).read_text(encoding="utf-8"))["remotes"]
    assert remote["baseUrl"] == "https://tools.example.org/plumbline"
