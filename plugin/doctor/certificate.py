"""Judges the certificate of our address: accepted here, accepted by Atlassian, and for how long yet."""

from __future__ import annotations

import ssl
from datetime import datetime, timedelta

from plugin.doctor.finding import Finding, ok, problem, warning
from plugin.doctor.looking import printable
from plugin.doctor.tls import Shown, in_words

SOON = timedelta(days=21)
OUT_OF_TIME, CUT_SHORT, OTHER_HOST = frozenset({9, 10}), frozenset({20, 21}), frozenset({62, 64})
"""OpenSSL's codes that call for an advice of their own."""
REMEDY = "Use a certificate of a public authority, such as Let's Encrypt gives out for nothing."


def judge_certificate(host: str, shown: Shown, now: datetime) -> Finding:
    """One finding about the certificate that the server for `host` showed."""
    code = shown.refused_for
    if code is not None:
        return problem(f"certificate: {host} shows one that is not accepted: {in_words(code)}. {_advice(code, shown)}")
    left, until = shown.ends_at - now, f"{shown.ends_at:%d %B %Y}"
    if shown.refused_in_public_for is not None:
        return warning(
            f"certificate: this machine accepts it, but no public authority vouches for it ({_issuer(shown)} does). "
            f"Atlassian knows public ones only. {REMEDY}"
        )
    if left < SOON:
        return warning(
            f"certificate: it ends on {until}, in {_days(left)}. See that it is renewed: without it Jira cannot call."
        )
    return ok(f"certificate: accepted, made out by {_issuer(shown)}, until {until} ({_days(left)} left)")


def judge_no_certificate(host: str, error: OSError, *, by_proxy: bool) -> Finding:
    """What it means that no certificate could be seen; `by_proxy` where only a proxy may lead to the host."""
    if by_proxy:
        return warning(
            f"certificate: {host} is reached through a proxy from here, so its certificate could not be looked at. "
            "Run this where the host can be reached directly."
        )
    if isinstance(error, TimeoutError):
        seen = "did not answer in time"
    else:
        seen = "speaks no TLS that we understand" if isinstance(error, ssl.SSLError) else "could not be connected to"
    return problem(f"certificate: {host} {seen}. Jira calls by https only; is the server in front set up for it?")


def _advice(code: int, shown: Shown) -> str:
    if code in OUT_OF_TIME:
        return f"It ends on {shown.ends_at:%d %B %Y}. Renew it, and let the server in front load it."
    if code in OTHER_HOST:
        names = ", ".join(printable(name, 60) for name in shown.names[:5]) or "no host"
        return f"It is for {names}. Have the host named in it, or correct PLUMBLINE_BASE_URL."
    if code in CUT_SHORT:
        return f"It was made out by {_issuer(shown)}. Let the server send the whole chain, not its own part only."
    return REMEDY


def _issuer(shown: Shown) -> str:
    return printable(shown.issuer, 60)


def _days(left: timedelta) -> str:
    return f"{left.days} day{'' if left.days == 1 else 's'}"
