"""From the text of one setting to its value: each function refuses what it cannot mean, in words that help."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, parse_qs, urlsplit

from cryptography.fernet import Fernet
from environs import EnvError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MOST_THREADS = 64
MOST_DAYS = 3650
ENVIRONMENTS = ("PRODUCTION", "STAGING", "DEVELOPMENT")
"""What Forge calls the three kinds of deployment of an app."""

_SUFFIX = re.compile(r"(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?){2,}")
_APP_ID = re.compile(r"ari:cloud:ecosystem::app/[0-9a-fA-F-]{36}")
_BIND = re.compile(r"(?:\[(?P<v6>[0-9a-fA-F:.]+)\]|(?P<host>[^:\[\]/\s]+)):(?P<port>\d{1,5})")


class BadValue(EnvError):
    """A setting's text means nothing that Plumbline could use; the message is safe to print and holds no secret."""


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """The app's public address, without a trailing slash; `path` is its prefix, empty or starting with a slash."""

    url: str
    path: str
    is_https: bool
    is_loopback: bool


@dataclass(frozen=True, slots=True)
class Bind:
    """Where the server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        """`host:port` as gunicorn takes it, an IPv6 address in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Jobs:
    """Who works: threads in the web process (`embedded`), or worker processes reached through a broker at `url`."""

    mode: Literal["embedded", "amqp", "redis"]
    threads: int
    url: str = field(repr=False)


def base_url(text: str) -> BaseUrl:
    """An http or https address with an optional path prefix; whether http is acceptable is not decided here."""
    parts = _web_address(text)
    path = parts.path.rstrip("/")
    if "//" in path or "%" in path or any(step in {".", ".."} for step in path.split("/")):
        raise BadValue("the path prefix must be plain segments, such as /plumbline")
    host = (parts.hostname or "").lower()
    return BaseUrl(f"{parts.scheme}://{parts.netloc.lower()}{path}", path, parts.scheme == "https", host in LOOPBACK)


def web_url(text: str) -> str:
    """One http or https address, without a trailing slash."""
    return _web_address(text).geturl().rstrip("/")


def web_urls(text: str) -> tuple[str, ...]:
    """At least one address, separated by commas, each once, in the order given."""
    return tuple(dict.fromkeys(web_url(part) for part in _parts(text)))


def bind(text: str) -> Bind:
    """`host:port`, or `[IPv6]:port`."""
    match = _BIND.fullmatch(text.strip())
    if match is None or not 1 <= int(match["port"]) <= 65_535:
        raise BadValue("write host:port, such as 127.0.0.1:8000")
    return Bind(match["v6"] or match["host"], int(match["port"]))


def database_url(text: str) -> str:
    """A file of SQLite's, or a PostgreSQL database."""
    scheme, _, rest = text.partition("://")
    if scheme == "sqlite":
        if not rest.removeprefix("/") or rest.startswith("/:memory:"):
            raise BadValue("name a file, such as sqlite:///var/plumbline.db: what is kept in memory only is lost")
        return text
    if scheme in {"postgresql", "postgresql+psycopg"} and rest:
        return text
    raise BadValue("write sqlite:///path/to/file.db or postgresql://user:password@host/database")


def jobs_url(text: str) -> Jobs:
    """`embedded://?threads=2`, or a broker's address: `amqp://…` or `redis://…`, each also with TLS (`…s://`)."""
    parts = urlsplit(text)
    match parts.scheme:
        case "embedded":
            return Jobs("embedded", _threads(parts.query), text)
        case "amqp" | "amqps" if parts.hostname:
            return Jobs("amqp", 0, text)
        case "redis" | "rediss" if parts.hostname:
            return Jobs("redis", 0, text)
    raise BadValue("write embedded://?threads=2, amqp://user:password@host/ or redis://host/0")


def secret_keys(text: str) -> tuple[str, ...]:
    """At least one Fernet key, newest first, separated by commas or white space. A message never repeats a key."""
    keys = tuple(dict.fromkeys(_parts(text)))
    for place, key in enumerate(keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            raise BadValue(f"key number {place} is not a Fernet key (32 random bytes in URL-safe base64)") from None
    return keys


def host_suffixes(text: str) -> tuple[str, ...]:
    """At least one suffix such as `.atlassian.net`: a dot first, two labels or more, so that it names an owner."""
    suffixes = tuple(dict.fromkeys(part.lower() for part in _parts(text)))
    for suffix in suffixes:
        if _SUFFIX.fullmatch(suffix) is None:
            raise BadValue(f"{suffix!r} must start with a dot and hold two labels, such as .atlassian.net")
    return suffixes


def forge_app_ids(text: str) -> tuple[str, ...]:
    """Forge's names for the apps that are believed here, separated by commas; none where there is no Forge side."""
    ids = tuple(dict.fromkeys(_parts(text))) if text.strip() else ()
    if any(_APP_ID.fullmatch(app_id) is None for app_id in ids):
        raise BadValue("write the app id as `forge register` prints it: ari:cloud:ecosystem::app/… with 36 characters")
    return ids


def environments(text: str) -> tuple[str, ...]:
    """Forge environments by type, in upper case, such as PRODUCTION."""
    found = tuple(dict.fromkeys(part.upper() for part in _parts(text)))
    unknown = [name for name in found if name not in ENVIRONMENTS]
    if unknown:
        raise BadValue(f"write one or more of {', '.join(ENVIRONMENTS)}")
    return found


def days(text: str) -> int:
    """A whole number of days, at most ten years."""
    if not (text.strip().isascii() and text.strip().isdigit()) or int(text) > MOST_DAYS:
        raise BadValue(f"write a whole number of days from 0 to {MOST_DAYS}")
    return int(text)


def switch(text: str) -> bool:
    """`true` or `false`, nothing else: a misspelt switch must not open a door."""
    return one_of("false", "true")(text) == "true"


def one_of(*words: str) -> Callable[[str], str]:
    """A parser for a word from a short list, in upper or lower case; it yields lower case."""

    def parse(text: str) -> str:
        word = text.strip().lower()
        if word not in words:
            raise BadValue(f"write one of {', '.join(words)}")
        return word

    return parse


def _parts(text: str) -> list[str]:
    parts = [part for part in re.split(r"[,\s]+", text) if part]
    if not parts:
        raise BadValue("name at least one")
    return parts


def _threads(query: str) -> int:
    values = parse_qs(query).get("threads", ["2"])
    if len(values) != 1 or not values[0].isdecimal() or not 1 <= int(values[0]) <= MOST_THREADS:
        raise BadValue(f"threads must be a number from 1 to {MOST_THREADS}")
    return int(values[0])


def _web_address(text: str) -> SplitResult:
    fault = BadValue("write an address such as https://app.example.com, without user, query or fragment")
    try:
        parts = urlsplit(text.strip())
        has_port = parts.port != 0
    except ValueError:
        raise fault from None
    plain = parts.username is None and not parts.query and not parts.fragment and not re.search(r"\s", text.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or not has_port or not plain:
        raise fault
    return parts
