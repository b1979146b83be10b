"""Forge's side of the platform in one place: who is calling, by which keys that is proved, and how we call back."""

from plugin.platform.forge_signing import ForgeAuth
from plugin.platform.forge_tokens import ForgeRules, Invocation, bearer_from, oauth_token, verify_invocation
from plugin.platform.jwks import Jwks

__all__ = [
    "ForgeAuth",
    "ForgeRules",
    "Invocation",
    "Jwks",
    "bearer_from",
    "oauth_token",
    "verify_invocation",
]
