"""The one failure of authentication: why a request is not believed, for the log and for the counters."""

from enum import StrEnum

from plugin.domain.errors import AppError


class Reason(StrEnum):
    """Why a request is not believed; the value is a stable label for logs and metrics."""

    MISSING = "missing"
    """No token was sent."""
    MALFORMED = "malformed"
    """The token, one of its claims or the body it came with is not what it must be, or there are two tokens."""
    ALGORITHM = "algorithm"
    """Signed in another way than this kind of request is signed."""
    UNKNOWN_SITE = "unknown_site"
    """The issuer never installed the app, or no longer has it."""
    SIGNATURE = "signature"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    QSH = "qsh"
    """Made for another request, or for another kind of request."""
    AUDIENCE = "audience"
    """Made for another app, or for another address of this one."""
    ISSUER = "issuer"
    """No issuer, or another one than the body names."""
    KEY = "key"
    """The signing key is not acceptable or could not be had."""
    REPLAYED = "replayed"
    """Seen before, where a token counts once."""
    BASE_URL = "base_url"
    """The body names a Jira address that this deployment does not serve."""
    ENVIRONMENT = "environment"
    """Sent from an environment or a cloud of Forge's that this deployment does not serve."""
    API_BASE_URL = "api_base_url"
    """Names an address of Jira's API that is not the configured one with the site's cloud id."""


_MESSAGES = {
    Reason.MISSING: "The request carries no token.",
    Reason.MALFORMED: "The request's token or body cannot be read.",
    Reason.ALGORITHM: "The token is signed in a way that is not accepted here.",
    Reason.UNKNOWN_SITE: "The app is not installed on the site that sent this.",
    Reason.SIGNATURE: "The token's signature does not hold.",
    Reason.EXPIRED: "The token has expired.",
    Reason.NOT_YET_VALID: "The token is dated in the future; compare the clocks.",
    Reason.QSH: "The token was made for another request.",
    Reason.AUDIENCE: "The token was made for another app or address.",
    Reason.ISSUER: "The token's issuer is missing or is not the one the request names.",
    Reason.KEY: "The key that signed the token is not acceptable or could not be had.",
    Reason.REPLAYED: "The token was used before.",
    Reason.BASE_URL: "The site's address is not one that this app serves.",
    Reason.ENVIRONMENT: "The token comes from an environment that this app does not serve.",
    Reason.API_BASE_URL: "The token names another address of Jira's API than this app uses.",
}


class NotAuthentic(AppError):
    """The request is not proved to come from whom it says; its text never repeats what was sent."""

    def __init__(self, reason: Reason, hint: str = "") -> None:
        """`hint` is a sentence of ours that helps an administrator; it must not hold anything from the request."""
        self.reason = reason
        super().__init__(f"{_MESSAGES[reason]} {hint}".rstrip())
