"""Connect's side of the platform in one place: the request hash, and who is calling by which token."""

from plugin.platform.connect_tokens import (
    token_from,
    verify_context,
    verify_hs256_lifecycle,
    verify_page,
    verify_webhook,
)
from plugin.platform.qsh import canonical_request, query_string_hash
from plugin.platform.tokens import token_fingerprint

__all__ = [
    "canonical_request",
    "query_string_hash",
    "token_fingerprint",
    "token_from",
    "verify_context",
    "verify_hs256_lifecycle",
    "verify_page",
    "verify_webhook",
]
