"""From the environment to one frozen Settings, or to every problem at once; nothing else reads the environment."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import urlsplit

from environs import Env, EnvValidationError

from plugin import setting_values as values
from plugin.keyfile import kept_keys
from plugin.setting_values import BadValue, Bind, Jobs

DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        "PLUMBLINE_BASE_URL": "http://localhost:8000",
        "PLUMBLINE_BIND": "127.0.0.1:8000",
        "PLUMBLINE_HOME": "var",
        "PLUMBLINE_DATABASE_URL": "",  # sqlite:///<home>/plumbline.db
        "PLUMBLINE_JOBS_URL": "embedded://?threads=2",
        "PLUMBLINE_SECRET_KEYS": "",  # created in <home>/keys in the embedded default
        "PLUMBLINE_CONNECT_KEY_URLS": (
            "https://asap-distribution.us-west-2.prod.atl-asap.net,https://connect-install-keys.atlassian.com"
        ),
        "PLUMBLINE_ALLOWED_HOSTS": ".atlassian.net,.jira.com",
        "PLUMBLINE_ALL_JS_URL": "https://connect-cdn.atl-paas.net/all.js",
        "PLUMBLINE_FORGE_APP_ID": "",  # no Forge side
        "PLUMBLINE_FORGE_ENVIRONMENTS": "PRODUCTION",
        "PLUMBLINE_FORGE_JWKS_URL": "https://forge.cdn.prod.atlassian-dev.net/.well-known/jwks.json",
        "PLUMBLINE_FORGE_API_PREFIX": "https://api.atlassian.com/ex/jira/",
        "PLUMBLINE_ERASE_AFTER_DAYS": "30",
        "PLUMBLINE_INSECURE_HTTP": "false",
        "PLUMBLINE_LOG_LEVEL": "info",
        "PLUMBLINE_LOG_FORMAT": "json",
    },
)
"""Every setting with its default, as README.md lists them; empty means that the comment beside it holds."""

_PARSERS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "PLUMBLINE_BASE_URL": values.base_url,
        "PLUMBLINE_BIND": values.bind,
        "PLUMBLINE_HOME": Path,
        "PLUMBLINE_DATABASE_URL": values.database_url,
        "PLUMBLINE_JOBS_URL": values.jobs_url,
        "PLUMBLINE_SECRET_KEYS": lambda text: values.secret_keys(text) if text else (),
        "PLUMBLINE_CONNECT_KEY_URLS": values.web_urls,
        "PLUMBLINE_ALLOWED_HOSTS": values.host_suffixes,
        "PLUMBLINE_ALL_JS_URL": values.web_url,
        "PLUMBLINE_FORGE_APP_ID": values.forge_app_ids,
        "PLUMBLINE_FORGE_ENVIRONMENTS": values.environments,
        "PLUMBLINE_FORGE_JWKS_URL": values.web_url,
        "PLUMBLINE_FORGE_API_PREFIX": values.web_url,
        "PLUMBLINE_ERASE_AFTER_DAYS": values.days,
        "PLUMBLINE_INSECURE_HTTP": values.switch,
        "PLUMBLINE_LOG_LEVEL": values.one_of("debug", "info", "warning", "error"),
        "PLUMBLINE_LOG_FORMAT": values.one_of("json", "console"),
    },
)

SECRETS = ("PLUMBLINE_SECRET_KEYS", "PLUMBLINE_DATABASE_URL", "PLUMBLINE_JOBS_URL")
"""Settings that may hold a secret, and so may come from the file that `<name>_FILE` names."""

_HOW_TO_MAKE_A_KEY = "make one with: openssl rand -base64 32 | tr '+/' '-_'"

_OUTWARD = (
    "PLUMBLINE_CONNECT_KEY_URLS",
    "PLUMBLINE_ALL_JS_URL",
    "PLUMBLINE_FORGE_JWKS_URL",
    "PLUMBLINE_FORGE_API_PREFIX",
)


class SettingsError(Exception):
    """The environment does not make sense; `problems` has one line per fault, each safe to print."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator decided. Addresses have no trailing slash, except `forge_api_prefix`, which has one."""

    base_url: str
    base_path: str
    bind: Bind
    home: Path
    database_url: str = field(repr=False)
    jobs: Jobs
    secret_keys: tuple[str, ...] = field(repr=False)
    connect_key_urls: tuple[str, ...]
    allowed_hosts: tuple[str, ...]
    all_js_url: str
    forge_app_ids: tuple[str, ...]
    forge_environments: tuple[str, ...]
    forge_jwks_url: str
    forge_api_prefix: str
    erase_after_days: int
    insecure_http: bool
    log_level: str
    log_format: str

    @property
    def all_js_origin(self) -> str:
        """Scheme and host of the Connect bridge, as a content security policy names it."""
        parts = urlsplit(self.all_js_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def uses_sqlite(self) -> bool:
        """Whether the database is a file of SQLite's."""
        return self.database_url.startswith("sqlite:")

    @property
    def is_embedded_default(self) -> bool:
        """Whether one process on one machine does everything: threads for workers, SQLite for a database."""
        return self.jobs.mode == "embedded" and self.uses_sqlite


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings in `environ`; an empty value counts as not set.

    In the embedded default the key file is created where it is missing, once everything else is right. Raises
    SettingsError with all problems.
    """
    text, problems = _with_files(environ)
    found, unreadable = _parse(text)
    problems = [*problems, *unreadable, *_contradictions(found)]
    if problems:
        raise SettingsError(tuple(problems))
    return _settle(found)


def _with_files(environ: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Defaults, overlaid by the environment and by the files it names for secrets."""
    text = {name: environ.get(name) or default for name, default in DEFAULTS.items()}
    problems = []
    for name in SECRETS:
        path = environ.get(f"{name}_FILE")
        if not path:
            continue
        if environ.get(name):
            problems.append(f"{name}: set either {name} or {name}_FILE, not both")
            continue
        try:
            text[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{name}_FILE: {path} cannot be read: {getattr(error, 'strerror', None) or 'not text'}")
            continue
        if not text[name]:
            problems.append(f"{name}_FILE: {path} is empty")
    return text, problems


class _MappedEnv(Env):
    """environs over a mapping that is handed in, so that tests and callers need not touch the process's own."""

    def __init__(self, text: Mapping[str, str]) -> None:
        super().__init__(eager=False)
        self._text = text

    def _get_value(self, env_key: str, default: Any) -> Any:
        return self._text.get(env_key, default)


def _parse(text: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Each setting's value, None where its text means nothing, and one problem for each of those."""
    default_database = f"sqlite:///{text['PLUMBLINE_HOME']}/plumbline.db"
    env = _MappedEnv({**text, "PLUMBLINE_DATABASE_URL": text["PLUMBLINE_DATABASE_URL"] or default_database})
    found = {}
    for name, parser in _PARSERS.items():
        env.add_parser(name, parser)
        found[name] = getattr(env, name)(name)
    try:
        env.seal()
    except EnvValidationError as error:
        by_name = cast("Mapping[str, list[str]]", error.error_messages)
        return found, [f"{name}: {said}" for name, sayings in by_name.items() for said in sayings]
    return found, []


def _contradictions(found: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong between settings that are each readable; a setting that is not readable contradicts nothing."""
    database, jobs = found["PLUMBLINE_DATABASE_URL"], found["PLUMBLINE_JOBS_URL"]
    if database and jobs:
        one_machine = database.startswith("sqlite:")
        if one_machine and jobs.mode != "embedded":
            yield "PLUMBLINE_JOBS_URL: a broker serves several processes, which SQLite does not; use PostgreSQL"
        if not one_machine and found["PLUMBLINE_SECRET_KEYS"] == ():
            yield f"PLUMBLINE_SECRET_KEYS: needed with PostgreSQL, the same for every process; {_HOW_TO_MAKE_A_KEY}"
    if not found["PLUMBLINE_INSECURE_HTTP"]:
        yield from _insecure_addresses(found)


def _insecure_addresses(found: Mapping[str, Any]) -> Iterator[str]:
    """Addresses that would carry tokens or keys in the clear, or that only development knows.

    The base URL may be http on this machine itself, so that the default works for a first look: no token crosses a
    network then, and Atlassian cannot reach such an address anyway.
    """
    remedy = "use https, or set PLUMBLINE_INSECURE_HTTP=true for development"
    base = found["PLUMBLINE_BASE_URL"]
    if base and not base.is_https and not base.is_loopback:
        yield f"PLUMBLINE_BASE_URL: http would carry tokens in the clear; {remedy}"
    for name in _OUTWARD:
        addresses = found[name] or ()
        for address in [addresses] if isinstance(addresses, str) else addresses:
            parts = urlsplit(address)
            if parts.scheme != "https" or parts.hostname in values.LOOPBACK:
                yield f"{name}: {address} is http or on this machine; {remedy}"


def _settle(found: Mapping[str, Any]) -> Settings:
    """Settings from values that are all readable and agree."""
    base = found["PLUMBLINE_BASE_URL"]
    try:
        keys = found["PLUMBLINE_SECRET_KEYS"] or kept_keys(found["PLUMBLINE_HOME"])
    except BadValue as error:
        raise SettingsError((f"PLUMBLINE_SECRET_KEYS: {error}",)) from error
    return Settings(
        base_url=base.url,
        base_path=base.path,
        bind=found["PLUMBLINE_BIND"],
        home=found["PLUMBLINE_HOME"],
        database_url=found["PLUMBLINE_DATABASE_URL"],
        jobs=found["PLUMBLINE_JOBS_URL"],
        secret_keys=keys,
        connect_key_urls=found["PLUMBLINE_CONNECT_KEY_URLS"],
        allowed_hosts=found["PLUMBLINE_ALLOWED_HOSTS"],
        all_js_url=found["PLUMBLINE_ALL_JS_URL"],
        forge_app_ids=found["PLUMBLINE_FORGE_APP_ID"],
        forge_environments=found["PLUMBLINE_FORGE_ENVIRONMENTS"],
        forge_jwks_url=found["PLUMBLINE_FORGE_JWKS_URL"],
        forge_api_prefix=found["PLUMBLINE_FORGE_API_PREFIX"] + "/",
        erase_after_days=found["PLUMBLINE_ERASE_AFTER_DAYS"],
        insecure_http=found["PLUMBLINE_INSECURE_HTTP"],
        log_level=found["PLUMBLINE_LOG_LEVEL"],
        log_format=found["PLUMBLINE_LOG_FORMAT"],
    )
