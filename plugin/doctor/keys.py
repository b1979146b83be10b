"""Keys: our own that open what is stored, and Atlassian's that prove who is calling."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from plugin.doctor.finding import Finding, ok, problem, warning
from plugin.doctor.looking import Answer, Look, NoAnswer, what_is_there
from plugin.platform.jwks import keys_in

WAY_OUT = "Let this machine reach it by https: look at the firewall, HTTPS_PROXY and REQUESTS_CA_BUNDLE."


def judge_secrets(open_all: Callable[[], object]) -> Finding:
    """Whether every stored secret opens; `open_all` raises where one does not."""
    try:
        open_all()
    except Exception as error:  # noqa: BLE001 - whatever it is, the operator wants the one line that says so
        said = (str(error).splitlines() or [""])[0]
        stop = "" if said.endswith((".", "?")) else "."
        return problem(f"keys: {type(error).__name__}: {said}{stop} Put the lost key back into PLUMBLINE_SECRET_KEYS.")
    return ok("keys: every stored secret opens")


def look_at_key_hosts(urls: Sequence[str], look: Look, *, needed: bool) -> Iterator[Finding]:
    """Whether the hosts of Connect's keys can be reached; `needed` where a site still signs by Connect.

    Any answer will do: without the name of a key these hosts have nothing to give.
    """
    failures = {}
    for url in urls:
        answer = look(url)
        if isinstance(answer, NoAnswer):
            failures[url] = answer.reason
        elif answer.status >= 500 or 300 <= answer.status < 400:
            failures[url] = f"there is {what_is_there(answer)}"
        else:
            yield ok(f"keys: {_host(url)}, where Connect's keys come from, can be reached")
    grave = needed and len(failures) == len(urls)
    for url, reason in failures.items():
        text = f"keys: {_host(url)}, where Connect's keys come from, cannot be reached: {reason}. {WAY_OUT}"
        yield problem(text) if grave else warning(text)


def judge_jwks(url: str, answer: Answer | NoAnswer) -> Finding:
    """Whether the keys of Forge's tokens can be had, and one of them used."""
    if isinstance(answer, NoAnswer):
        return problem(
            f"keys: {url}, where the keys of Forge's tokens come from, cannot be reached: {answer.reason}. {WAY_OUT}"
        )
    keys = keys_in(answer.body) if answer.status == 200 else {}
    if not keys:
        return problem(
            f"keys: {url} gives {what_is_there(answer)} without a usable RSA key, so no call of Forge's is believed. "
            "Correct PLUMBLINE_FORGE_JWKS_URL, or find out who answers in its place."
        )
    count = f"{len(keys)} usable key{'' if len(keys) == 1 else 's'}"
    return ok(f"keys: {_host(url)} gives {count} for Forge's tokens")


def _host(url: str) -> str:
    return urlsplit(url).netloc
