"""The query string hash, which binds a token to one method, path and query (Atlassian: "Creating a query string hash").

Everything works on the target as it came on the wire: a decoded path cannot tell `%26` from `&` nor `%2F` from `/`.
"""

import hashlib
import re
from urllib.parse import quote_from_bytes, unquote_to_bytes

_PLAIN = re.compile(r"[A-Za-z0-9._~-]*").fullmatch
"""Text that is the same encoded and decoded, which most names and values are."""
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")


def canonical_request(method: str, raw_target: str, base_path: str = "") -> str:
    """The text that is hashed: `METHOD&path&query`.

    `raw_target` is the request target with its query, still percent-encoded; a whole URL will do. `base_path` is the
    path of the base URL that the request is relative to. It is stripped at a segment boundary only, so that `/app`
    leaves `/apple` alone. The parameter `jwt` does not count.
    """
    path, _, query = _origin_form(raw_target).partition("?")
    return f"{method.upper()}&{_canonical_path(path, base_path.rstrip('/'))}&{_canonical_query(query)}"


def query_string_hash(method: str, raw_target: str, base_path: str = "") -> str:
    """SHA-256 of the canonical request, in lower-case hexadecimal: the value of the `qsh` claim."""
    canonical = canonical_request(method, raw_target, base_path)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _origin_form(raw_target: str) -> str:
    """Path and query alone; urlsplit would also drop tabs and line ends, and what is hashed must be what came."""
    target = raw_target.partition("#")[0]
    if target.startswith("/"):
        return target
    authority = _ABSOLUTE.match(target)
    return target[authority.end() :] if authority else target


def _canonical_path(path: str, base_path: str) -> str:
    if base_path and (path == base_path or path.startswith(base_path + "/")):
        path = path[len(base_path) :]
    path = path.replace("&", "%26").rstrip("/")
    return path if path.startswith("/") else f"/{path}"


def _canonical_query(query: str) -> str:
    if not query:
        return ""
    values: dict[bytes, list[bytes]] = {}
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        decoded = _decode(name)
        if pair and decoded != b"jwt":
            values.setdefault(decoded, []).append(_decode(value))
    # Sorted decoded, encoded afterwards: Atlassian's text says encoded, its libraries and its signed examples do this.
    # UTF-8 bytes sort as code points do, and bytes that are not UTF-8 stay distinct from one another.
    return "&".join(f"{_encode(name)}={','.join(map(_encode, sorted(values[name])))}" for name in sorted(values))


def _decode(text: str) -> bytes:
    if _PLAIN(text):
        return text.encode()
    return unquote_to_bytes(text.replace("+", " ").encode("utf-8", "surrogatepass"))


def _encode(decoded: bytes) -> str:
    return quote_from_bytes(decoded, safe="-._~")
