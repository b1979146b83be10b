"""The whole examination by the command line: over a healthy app, and over each part that is ill."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from cryptography.fernet import Fernet

from descriptors.forge import ForgeApp
from descriptors.forge_folder import write_folder
from descriptors.identity import KEY
from plugin.wiring import utcnow
from tests.doctor.authority import Authority
from tests.doctor.conftest import Doctor
from tests.doctor.servers import Script, serving
from tests.web.core.bench import APP_ID, Bench, open_bench


def about(lines: list[str], word: str) -> list[str]:
    """The lines on one matter."""
    return [line for line in lines if line.split()[2] == f"{word}:"]


def marks(lines: list[str]) -> str:
    """Their marks in order."""
    return "".join(line[0] for line in lines)


def test_a_healthy_app_has_no_problem(forge: Bench, doctor: Doctor) -> None:
    """Only that it is on loopback is remarked on; nothing is changed, nothing complained."""
    before = forge.everything()
    code, said, complained = doctor(forge)
    assert (code, complained) == (0, "")
    (remark,) = [line for line in said if not line.startswith("✓ ok ")]
    assert remark.startswith(f"! warning  address: {forge.url} is no https address, so Jira cannot call there. ")
    words = ("app", "address", "clock", "keys", "site")
    assert {word: marks(about(said, word)) for word in words} == {
        "app": "✓",
        "address": "!✓✓✓✓✓",
        "clock": "✓✓",
        "keys": "✓✓✓",
        "site": "✓✓✓",
    }
    assert forge.everything() == before


def test_no_secret_is_printed(forge: Bench, doctor: Doctor) -> None:
    """Neither tokens, nor Connect's secret, nor the keys that they are kept under."""
    forge.globex.install(forge.url)
    _, said, complained = doctor(forge)
    (site,) = [one for one in forge.app.sites.all() if one.client_key is not None]
    (token,) = [found[0] for one in forge.app.sites.all() if (found := forge.app.onlooker().find(one.id, "", utcnow()))]
    for secret in (site.shared_secret, token, *forge.app.settings.secret_keys):
        assert secret is not None
        assert secret not in "\n".join(said) + complained


def test_a_folder_is_compared_as_well(forge: Bench, doctor: Doctor, tmp_path: Path) -> None:
    """A problem there makes the exit code 1."""
    folder = tmp_path / "forge"
    write_folder(ForgeApp(APP_ID, "own", forge.url), folder)
    code, said, _ = doctor(forge, "--forge", str(folder))
    assert (code, marks(about(said, "folder"))) == (1, "✓✓✓✗")
    (folder / "static/app").mkdir(parents=True)
    (folder / "static/app/index.html").touch()
    code, said, _ = doctor(forge, "--forge", str(folder))
    assert (code, marks(about(said, "folder"))) == (0, "✓✓✓✓")


def test_connect_alone_asks_nothing_of_forge(bench: Bench, doctor: Doctor) -> None:
    """The site is told to move, and its Jira answers."""
    code, said, _ = doctor(bench, PLUMBLINE_FORGE_APP_ID="")
    assert (code, marks(about(said, "app")), marks(about(said, "clock"))) == (0, "!", "✓")
    move, told = about(said, "site")
    assert "31 January 2027" in move
    assert told.endswith("tells fields, statuses")


def test_nothing_that_is_away_crashes_it(forge: Bench, doctor: Doctor) -> None:
    """Neither the key set, nor the key hosts, nor we ourselves, nor Jira: each is a finding."""
    with serving(Script()) as gone:
        pass
    away = f"http://127.0.0.1:{gone}"
    code, said, complained = doctor(
        forge,
        PLUMBLINE_BASE_URL=away,
        PLUMBLINE_FORGE_JWKS_URL=f"{away}/jwks.json",
        PLUMBLINE_CONNECT_KEY_URLS=away,
        PLUMBLINE_FORGE_API_PREFIX=f"{away}/ex/jira/",
    )
    assert (code, complained) == (1, "")
    assert marks(about(said, "address")) == "!✓✗"
    assert marks(about(said, "keys")) == "✗✓!"
    assert marks(about(said, "site")) == "✓✓✗"
    assert about(said, "clock") == []


def test_another_app_at_our_address_is_found(forge: Bench, doctor: Doctor) -> None:
    """With a clock of its own, and without keys where they should be."""
    late = (utcnow() - timedelta(seconds=90)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    page = Script(200, b"<title>Sign in</title>", {"Content-Type": "text/html", "Date": late})
    with serving(page) as port:
        url = f"http://127.0.0.1:{port}"
        code, said, _ = doctor(forge, PLUMBLINE_BASE_URL=url, PLUMBLINE_FORGE_JWKS_URL=f"{url}/jwks.json")
    assert code == 1
    assert marks(about(said, "address")) == "!✓✗✗✗✗"
    assert all("“Sign in”" in line for line in about(said, "address")[2:])
    assert marks(about(said, "clock")) == "✗✗"
    assert "ahead of" in about(said, "clock")[0]
    assert marks(about(said, "keys")) == "✗✓✓"


def test_https_is_looked_at_with_the_authorities_of_the_environment(
    forge: Bench, doctor: Doctor, tmp_path: Path
) -> None:
    """An authority of one's own is believed here, and it is said that Atlassian does not."""
    authority, bundle = Authority("Example Company"), tmp_path / "bundle.pem"
    bundle.write_text(authority.pem)
    with serving(Script(200, b'{"status": "up"}'), authority.server(tmp_path, "localhost")) as port:
        url = f"https://localhost:{port}"
        _, said, _ = doctor(forge, PLUMBLINE_BASE_URL=url, REQUESTS_CA_BUNDLE=str(bundle))
        assert marks(about(said, "certificate")) == "!"
        assert about(said, "address")[1] == f"✓ ok       address: {url}/healthz answers that the app is up"
        code, said, _ = doctor(forge, PLUMBLINE_BASE_URL=url, REQUESTS_CA_BUNDLE="", CURL_CA_BUNDLE="")
        assert (code, marks(about(said, "certificate"))) == (1, "✗")
        code, said, complained = doctor(forge, PLUMBLINE_BASE_URL=url, REQUESTS_CA_BUNDLE=str(tmp_path / "none.pem"))
        assert (code, complained, marks(about(said, "certificate"))) == (1, "", "✗")
        assert "look at the proxy and CA variables" in about(said, "address")[-1]


def test_a_key_that_is_missing_is_said_once(forge: Bench, doctor: Doctor) -> None:
    """Whether it opens a site's secret or a token; the sites cannot be looked at then."""
    other = Fernet.generate_key().decode()
    code, said, complained = doctor(forge, PLUMBLINE_SECRET_KEYS=other)
    assert (code, complained) == (1, "")
    assert marks(about(said, "keys")) == "✓✗✓"
    assert "no secret key of ours opens a stored secret" in about(said, "keys")[1]
    assert about(said, "site") == []


def test_a_missing_database_is_said_and_not_made(forge: Bench, doctor: Doctor, tmp_path: Path) -> None:
    """Most often the doctor was called in another folder than the server."""
    elsewhere = tmp_path / "elsewhere"
    code, said, complained = doctor(forge, PLUMBLINE_HOME=str(elsewhere))
    assert (code, complained) == (1, "")
    (line,) = about(said, "database")
    assert line.startswith(f"✗ problem  database: there is none at {elsewhere / 'plumbline.db'}. Run this in")
    assert marks(about(said, "keys")) == "✓✓"
    assert not (elsewhere / "plumbline.db").exists()


def test_a_database_without_schema_is_said(forge: Bench, doctor: Doctor, tmp_path: Path) -> None:
    """All that needs no database is looked at all the same."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "plumbline.db").touch()
    code, said, complained = doctor(forge, PLUMBLINE_HOME=str(elsewhere))
    assert (code, complained) == (1, "")
    (line,) = about(said, "database")
    assert line == "✗ problem  database: The database is not at the newest schema: run plumbline migrate."
    assert marks(about(said, "keys")) == "✓✓"


def test_a_site_that_is_waiting_for_its_token(forge: Bench, doctor: Doctor) -> None:
    """Its silence and its missing token are warnings; nothing is asked of its Jira."""
    forge.change("DELETE FROM forge_token")
    forge.change("UPDATE site SET seen_at = seen_at - 4 * 3600 * 1000000")
    code, said, _ = doctor(forge)
    assert (code, marks(about(said, "site"))) == (0, "!!")


def test_nobody_has_installed_it_yet(tmp_path: Path, doctor: Doctor) -> None:
    """A warning, since the server itself is in order."""
    with open_bench(tmp_path, installed=False) as bench:
        code, said, _ = doctor(bench)
    assert code == 0
    assert [line[0] for line in about(said, "site")] == ["!"]


def test_a_path_is_a_problem_with_forge_only(tmp_path: Path, doctor: Doctor) -> None:
    """The app answers below it, and Connect calls it there; Forge would drop it."""
    with open_bench(tmp_path, base_path="/plumbline") as bench:
        code, said, _ = doctor(bench, PLUMBLINE_FORGE_APP_ID="")
        assert (code, marks(about(said, "address"))) == (0, "!✓✓✓✓")
        code, said, _ = doctor(bench)
        assert (code, marks(about(said, "address"))) == (1, "!✗✓✓✓✓✓")


def test_a_site_that_is_not_recognised_yet_is_named_and_asked(bench: Bench, doctor: Doctor) -> None:
    """Beside the Connect site that it may be, whose secret Jira knows no more; neither is settled by looking."""
    bench.change("UPDATE site SET cloud_id = NULL")
    # Refused each time until it is recognised, which nobody works on here.
    bench.acme.install_forge(bench.manifest(KEY), bench.url, check=False)
    before = bench.everything()
    code, said, complained = doctor(bench)
    assert (code, complained) == (1, "")
    lines = about(said, "site")
    assert marks(lines) == "!✗!✓✓✓"
    assert "Where a Forge app has just taken its place, wait until that is recognised" in lines[1]
    assert "is new here by Forge, and may be one of the Connect sites" in lines[2]
    assert "which Connect app was there before" in lines[5]
    assert bench.everything() == before
