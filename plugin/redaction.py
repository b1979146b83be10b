"""Nothing secret in a log line: values under telling names are masked, and so is all text that looks like a token."""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

MASK = "***"

_TELLING_NAME = re.compile(r"(token|secret|secretkey|authorization|password|passwd|jwt|cookie|apikey|privatekey)s?$")
_UNSPOKEN = re.compile(r"[^a-z]")

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # What follows a telling name, in a header, a query string, a form, JSON or a Python repr.
    (
        re.compile(
            r"(?i)((?:\b|_)(?:authorization|jwt|(?:shared|client)?[_-]?secret|password|passwd|(?:\w+[_-])?token|api[_-]?key|set-cookie|cookie)"
            r"\\*[\"']?\s*(?:[:=]|%3d|%3a)\s*\\*[bu]?\\*[\"']?)(?:(?:bearer|jwt|basic)\s+)?(?!\*\*\*)[^\s\"'\\,;&}\])]+",
        ),
        rf"\1{MASK}",
    ),
    (re.compile(r"(?i)\b(bearer|jwt|basic) +[a-z0-9._~+/=-]{8,}"), rf"\1 {MASK}"),
    (re.compile(r"\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?"), MASK),  # a JWT by itself
    (re.compile(r"gAAAA[\w-]{40,}={0,2}"), MASK),  # Fernet's ciphertext
    (re.compile(r"(?<![\w-])[\w-]{43}=(?![\w=-])"), MASK),  # a Fernet key
    (re.compile(r"\bplb_[\w-]+"), f"plb_{MASK}"),  # our own API tokens
    (
        re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s/@]+@", re.IGNORECASE),
        rf"\1{MASK}@",
    ),  # a password in an address
)


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last processor before rendering: the event with every secret masked, and nothing left but plain values.

    Objects become their masked repr, so that no renderer can print something this function has not seen.
    """
    return {mask_text(str(name)): mask(name, value) for name, value in event.items()}


def mask(name: object, value: Any) -> Any:
    """The value that stands under `name`, masked whole where the name tells of a secret, else wherever text does."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if _TELLING_NAME.search(_UNSPOKEN.sub("", str(name).lower())):
        return MASK
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, Mapping):
        return {mask_text(str(inner)): mask(inner, held) for inner, held in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [mask("", held) for held in value]
    return mask_text(repr(value))


def mask_text(text: str) -> str:
    """The text with everything masked that looks like a token, a key, or the value of a telling name."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text
