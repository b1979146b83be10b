"""An environment becomes settings whole, or is refused with every problem named at once."""

import base64
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.keyfile import add_key, kept_keys
from plugin.setting_values import BadValue
from plugin.settings import DEFAULTS, SECRETS, Settings, SettingsError, read_settings

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
OLDER_KEY = base64.urlsafe_b64encode(bytes(range(32, 64))).decode()
POSTGRES = "postgresql://app:hunter2@db.example.com/plumbline"
KEPT_IN_MEMORY = {"PLUMBLINE_SECRET_KEYS": KEY}

Read = Callable[..., Settings]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Settings from a home of the test's own, with what the test adds."""
    return lambda **extra: read_settings({"PLUMBLINE_HOME": str(tmp_path / "home"), **extra})


def problems_of(environ: dict[str, str]) -> tuple[str, ...]:
    """The problems that reading `environ` reports; the test fails where there are none."""
    with pytest.raises(SettingsError) as caught:
        read_settings(environ)
    return caught.value.problems


def test_nothing_set_is_enough_for_a_first_look(read: Read, tmp_path: Path) -> None:
    """An empty environment gives the embedded default: SQLite and keys at home, on this machine's port 8000."""
    settings = read()
    assert (settings.base_url, settings.base_path) == ("http://localhost:8000", "")
    assert str(settings.bind) == "127.0.0.1:8000"
    assert settings.database_url == f"sqlite:///{tmp_path}/home/plumbline.db"
    assert (settings.jobs.mode, settings.jobs.threads) == ("embedded", 2)
    assert settings.is_embedded_default
    assert settings.allowed_hosts == (".atlassian.net", ".jira.com")
    assert settings.all_js_origin == "https://connect-cdn.atl-paas.net"
    assert (settings.forge_app_ids, settings.forge_environments) == ((), ("PRODUCTION",))
    assert settings.erase_after_days == 30
    assert settings.forge_api_prefix == "https://api.atlassian.com/ex/jira/"
    assert (settings.log_level, settings.log_format) == ("info", "json")
    assert not settings.insecure_http


def test_home_is_a_relative_folder_unless_told_otherwise() -> None:
    """The default home is `var` below the working directory, and the database follows it."""
    settings = read_settings(KEPT_IN_MEMORY)
    assert settings.home == Path("var")
    assert settings.database_url == "sqlite:///var/plumbline.db"


@pytest.mark.parametrize(
    ("given_url", "url", "path"),
    [
        ("https://app.example.com", "https://app.example.com", ""),
        ("https://app.example.com/", "https://app.example.com", ""),
        ("https://App.Example.com/plumbline/", "https://app.example.com/plumbline", "/plumbline"),
        ("https://app.example.com:8443/a/b", "https://app.example.com:8443/a/b", "/a/b"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", ""),
        ("http://[::1]:8000/x", "http://[::1]:8000/x", "/x"),
    ],
)
def test_the_base_url_is_kept_without_its_trailing_slash(read: Read, given_url: str, url: str, path: str) -> None:
    """Address and path prefix can be joined with a path that starts with a slash."""
    settings = read(PLUMBLINE_BASE_URL=given_url)
    assert (settings.base_url, settings.base_path) == (url, path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PLUMBLINE_BASE_URL", "app.example.com"),
        ("PLUMBLINE_BASE_URL", "ftp://app.example.com"),
        ("PLUMBLINE_BASE_URL", "https://user:secret@app.example.com"),
        ("PLUMBLINE_BASE_URL", "https://app.example.com/?x=1"),
        ("PLUMBLINE_BASE_URL", "https://app.example.com/a//b"),
        ("PLUMBLINE_BASE_URL", "https://app.example.com/../b"),
        ("PLUMBLINE_BASE_URL", "https://app.example.com:99999"),
        ("PLUMBLINE_BASE_URL", "https://app.exa mple.com"),
        ("PLUMBLINE_BASE_URL", "https://[::1"),
        ("PLUMBLINE_BASE_URL", "http://app.example.com"),
        ("PLUMBLINE_BIND", "8000"),
        ("PLUMBLINE_BIND", "127.0.0.1:0"),
        ("PLUMBLINE_BIND", "127.0.0.1:65536"),
        ("PLUMBLINE_BIND", "::1:8000"),
        ("PLUMBLINE_DATABASE_URL", "mysql://db.example.com/x"),
        ("PLUMBLINE_DATABASE_URL", "postgres://db.example.com/x"),
        ("PLUMBLINE_DATABASE_URL", "sqlite://"),
        ("PLUMBLINE_DATABASE_URL", "sqlite:///:memory:"),
        ("PLUMBLINE_JOBS_URL", "embedded://?threads=0"),
        ("PLUMBLINE_JOBS_URL", "embedded://?threads=two"),
        ("PLUMBLINE_JOBS_URL", "amqp://"),
        ("PLUMBLINE_JOBS_URL", "kafka://broker.example.com"),
        ("PLUMBLINE_SECRET_KEYS", "short"),
        ("PLUMBLINE_SECRET_KEYS", f"{KEY},short"),
        ("PLUMBLINE_SECRET_KEYS", ","),
        ("PLUMBLINE_CONNECT_KEY_URLS", "http://keys.example.com"),
        ("PLUMBLINE_CONNECT_KEY_URLS", "https://keys.example.com,http://keys.example.com"),
        ("PLUMBLINE_CONNECT_KEY_URLS", "https://localhost:9000"),
        ("PLUMBLINE_ALLOWED_HOSTS", "atlassian.net"),
        ("PLUMBLINE_ALLOWED_HOSTS", ".net"),
        ("PLUMBLINE_ALLOWED_HOSTS", ".atlassian.net,*.jira.com"),
        ("PLUMBLINE_ALL_JS_URL", "http://cdn.example.com/all.js"),
        ("PLUMBLINE_FORGE_APP_ID", "11111111-2222-3333-4444-555555555555"),
        ("PLUMBLINE_FORGE_JWKS_URL", "http://keys.example.com/jwks.json"),
        ("PLUMBLINE_FORGE_ENVIRONMENTS", "PRODUCTION,PLAYGROUND"),
        ("PLUMBLINE_ERASE_AFTER_DAYS", "-1"),
        ("PLUMBLINE_ERASE_AFTER_DAYS", "a month"),
        ("PLUMBLINE_FORGE_API_PREFIX", "http://127.0.0.1/ex/jira/"),
        ("PLUMBLINE_INSECURE_HTTP", "yes"),
        ("PLUMBLINE_LOG_LEVEL", "loud"),
        ("PLUMBLINE_LOG_FORMAT", "xml"),
    ],
)
def test_a_value_without_meaning_is_refused_by_name(name: str, text: str) -> None:
    """One wrong setting gives exactly one problem, and it starts with the setting's name."""
    (problem,) = problems_of({**KEPT_IN_MEMORY, name: text})
    assert problem.startswith(f"{name}: ")


def test_all_problems_are_reported_at_once() -> None:
    """Whoever repairs a configuration sees every fault in one go, contradictions included."""
    problems = problems_of(
        {
            "PLUMBLINE_BIND": "nowhere",
            "PLUMBLINE_LOG_LEVEL": "loud",
            "PLUMBLINE_BASE_URL": "http://app.example.com",
            "PLUMBLINE_JOBS_URL": "amqp://broker.example.com",
        },
    )
    assert sorted(problem.split(":")[0] for problem in problems) == [
        "PLUMBLINE_BASE_URL",
        "PLUMBLINE_BIND",
        "PLUMBLINE_JOBS_URL",
        "PLUMBLINE_LOG_LEVEL",
    ]


@pytest.mark.parametrize("broker", ["amqp://broker.example.com", "redis://broker.example.com/0"])
def test_sqlite_with_a_broker_is_refused(broker: str) -> None:
    """A broker serves several processes, and SQLite is one machine's."""
    (problem,) = problems_of({**KEPT_IN_MEMORY, "PLUMBLINE_JOBS_URL": broker})
    assert problem.startswith("PLUMBLINE_JOBS_URL: ")
    assert "PostgreSQL" in problem


@pytest.mark.parametrize(
    ("broker", "mode"),
    [
        ("amqp://broker.example.com", "amqp"),
        ("amqps://user:secret@broker.example.com:5671/vhost", "amqp"),
        ("redis://broker.example.com/0", "redis"),
        ("rediss://broker.example.com", "redis"),
        ("embedded://?threads=8", "embedded"),
    ],
)
def test_postgresql_goes_with_any_way_of_working(broker: str, mode: str) -> None:
    """PostgreSQL serves threads in the web process as well as workers behind a broker."""
    settings = read_settings(
        {**KEPT_IN_MEMORY, "PLUMBLINE_DATABASE_URL": POSTGRES, "PLUMBLINE_JOBS_URL": broker},
    )
    assert settings.jobs.mode == mode
    assert not settings.is_embedded_default


def test_postgresql_needs_keys_from_outside(tmp_path: Path) -> None:
    """Several processes must share their keys, so none are invented beside PostgreSQL."""
    (problem,) = problems_of({"PLUMBLINE_HOME": str(tmp_path), "PLUMBLINE_DATABASE_URL": POSTGRES})
    assert problem.startswith("PLUMBLINE_SECRET_KEYS: ")
    assert list(tmp_path.iterdir()) == []


def test_development_may_use_http_everywhere(read: Read) -> None:
    """With PLUMBLINE_INSECURE_HTTP, http and this machine's own addresses pass."""
    settings = read(
        PLUMBLINE_INSECURE_HTTP="true",
        PLUMBLINE_BASE_URL="http://app.internal.example",
        PLUMBLINE_CONNECT_KEY_URLS="http://127.0.0.1:9000/keys/",
        PLUMBLINE_ALL_JS_URL="http://127.0.0.1:9000/all.js",
        PLUMBLINE_FORGE_JWKS_URL="http://127.0.0.1:9000/jwks.json",
        PLUMBLINE_FORGE_API_PREFIX="http://127.0.0.1:9000/ex/jira",
    )
    assert settings.connect_key_urls == ("http://127.0.0.1:9000/keys",)
    assert settings.all_js_origin == "http://127.0.0.1:9000"
    assert settings.forge_api_prefix == "http://127.0.0.1:9000/ex/jira/"


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_come_from_a_file(name: str, tmp_path: Path) -> None:
    """`<name>_FILE` names a file whose content counts, without the line's end."""
    text = {"PLUMBLINE_DATABASE_URL": POSTGRES, "PLUMBLINE_SECRET_KEYS": KEY, "PLUMBLINE_JOBS_URL": "redis://r.example"}
    path = tmp_path / "secret"
    path.write_text(text[name] + "\n")
    inline = {key: value for key, value in text.items() if key != name}
    assert read_settings({**inline, f"{name}_FILE": str(path)}) == read_settings(text)


def test_a_secret_given_twice_or_not_readable_is_a_problem(tmp_path: Path) -> None:
    """Which of two values counts is never guessed, and a missing or an empty file is no silent default."""
    empty = tmp_path / "empty"
    empty.touch()
    problems = problems_of(
        {
            "PLUMBLINE_SECRET_KEYS": KEY,
            "PLUMBLINE_SECRET_KEYS_FILE": str(empty),
            "PLUMBLINE_DATABASE_URL_FILE": str(empty),
            "PLUMBLINE_JOBS_URL_FILE": str(tmp_path / "missing"),
        },
    )
    assert sorted(problem.split(":")[0] for problem in problems) == [
        "PLUMBLINE_DATABASE_URL_FILE",
        "PLUMBLINE_JOBS_URL_FILE",
        "PLUMBLINE_SECRET_KEYS",
    ]


def test_several_keys_are_kept_newest_first() -> None:
    """The first key writes and all keys read, so their order matters; a key named twice counts once."""
    settings = read_settings({"PLUMBLINE_SECRET_KEYS": f"{KEY}, {OLDER_KEY}\n{KEY}"})
    assert settings.secret_keys == (KEY, OLDER_KEY)


def test_settings_do_not_print_their_secrets() -> None:
    """A settings object in a log or a traceback shows neither keys nor passwords."""
    settings = read_settings(
        {
            **KEPT_IN_MEMORY,
            "PLUMBLINE_DATABASE_URL": POSTGRES,
            "PLUMBLINE_JOBS_URL": "amqp://user:hunter3@broker.example.com",
        },
    )
    assert not any(secret in repr(settings) for secret in (KEY, "hunter2", "hunter3"))


@given(st.dictionaries(st.sampled_from(sorted(DEFAULTS)), st.text(max_size=60), min_size=1))
def test_any_text_gives_settings_or_problems(environ: dict[str, str]) -> None:
    """Whatever stands in the environment, reading ends in settings or in problems that name their setting."""
    usable = {name: text for name, text in environ.items() if name not in {"PLUMBLINE_HOME", "PLUMBLINE_SECRET_KEYS"}}
    try:
        read_settings({**usable, **KEPT_IN_MEMORY})
    except SettingsError as error:
        named = {problem.split(":")[0] for problem in error.problems}
        assert named
        assert named <= usable.keys()


@given(
    st.text(alphabet=st.characters(codec="ascii", exclude_characters=", \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f"), min_size=3)
)
def test_a_refused_key_is_never_repeated(text: str) -> None:
    """A mistyped key is probably most of a real one, so the problem names its place and not its text."""
    try:
        read_settings({"PLUMBLINE_SECRET_KEYS": f"{KEY},{text}"})
    except SettingsError as error:
        expected = "PLUMBLINE_SECRET_KEYS: key number 2 is not a Fernet key (32 random bytes in URL-safe base64)"
        assert error.problems == (expected,)  # noqa: PT017 - either end is right


def test_made_keys_are_kept_for_their_owner_alone(read: Read, tmp_path: Path) -> None:
    """The first start writes a key that nobody else may read, and the next start finds the same one."""
    first = read().secret_keys
    path = tmp_path / "home" / "keys"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read().secret_keys == first
    assert [entry.name for entry in path.parent.iterdir()] == ["keys"]


def test_nothing_is_created_for_a_configuration_that_is_refused(tmp_path: Path) -> None:
    """A wrong configuration leaves no key file behind."""
    home = tmp_path / "home"
    problems_of({"PLUMBLINE_HOME": str(home), "PLUMBLINE_BIND": "nowhere"})
    assert not home.exists()


def test_starting_at_once_agrees_on_one_key(tmp_path: Path) -> None:
    """Processes that start at the same moment on an empty home all get the same key."""
    starters = 8
    barrier = Barrier(starters)

    def start(_: int) -> tuple[str, ...]:
        barrier.wait()
        return kept_keys(tmp_path / "home")

    with ThreadPoolExecutor(starters) as pool:
        assert len(set(pool.map(start, range(starters)))) == 1
    assert [entry.name for entry in (tmp_path / "home").iterdir()] == ["keys"]


def test_an_added_key_comes_first_and_forgets_none(tmp_path: Path) -> None:
    """Rotation writes with the new key from now on, and what the old key wrote stays readable."""
    old = kept_keys(tmp_path)
    new = add_key(tmp_path)
    assert new[1:] == old
    assert kept_keys(tmp_path) == new
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600


@pytest.mark.parametrize(("text", "mode"), [(KEY, 0o644), ("damaged", 0o600), ("", 0o600)])
def test_a_key_file_that_is_open_or_damaged_stops_the_start(read: Read, tmp_path: Path, text: str, mode: int) -> None:
    """Going on with a fresh key would make every stored secret unreadable, so the operator is asked."""
    path = tmp_path / "home" / "keys"
    path.parent.mkdir()
    path.write_text(text)
    path.chmod(mode)
    with pytest.raises(SettingsError, match="PLUMBLINE_SECRET_KEYS"):
        read()


def test_a_home_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    """A home that is no folder is named in the problem instead of a traceback."""
    (tmp_path / "home").write_text("a file")
    with pytest.raises(BadValue, match="cannot be used"):
        kept_keys(tmp_path / "home")
