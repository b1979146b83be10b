"""The stand-in's own reading of Atlassian's query string hash: apart from the app's, so that each checks the other."""

import hashlib
import re
from collections import defaultdict
from urllib.parse import unquote_to_bytes

_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def canonical_request(method: str, target: str, base_path: str = "") -> str:
    """The text that is hashed, for a request target (path and query as they stand on the wire).

    Source: "Creating a query string hash" of the Connect documentation, and Atlassian's signed examples.
    """
    path, _, query = target.partition("?")
    return "&".join((method.upper(), _path(path, base_path.rstrip("/")), _query(query)))


def query_string_hash(method: str, target: str, base_path: str = "") -> str:
    """SHA-256 of the canonical request, in lower-case hex."""
    return hashlib.sha256(canonical_request(method, target, base_path).encode()).hexdigest()


def _path(path: str, base_path: str) -> str:
    if base_path:
        # Only at a segment boundary: "/app" is no prefix of "/apple/x".
        path = re.sub(rf"\A{re.escape(base_path)}(?=/|\Z)", "", path)
    return "/" + path.replace("&", "%26").strip("/")


def _query(query: str) -> str:
    gathered: dict[str, list[str]] = defaultdict(list)
    for pair in filter(None, query.split("&")):
        name, _, value = pair.partition("=")
        gathered[_decode(name)].append(_decode(value))
    gathered.pop("jwt", None)
    pairs = ((name, sorted(values)) for name, values in sorted(gathered.items()))
    return "&".join(f"{_encode(name)}={','.join(_encode(value) for value in values)}" for name, values in pairs)


def _decode(text: str) -> str:
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "replace")


def _encode(text: str) -> str:
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in text.encode())
