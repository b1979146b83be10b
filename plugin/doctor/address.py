"""Our public address: one that Atlassian can use, and ours to answer at."""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from urllib.parse import urlsplit

from descriptors.identity import KEY
from plugin.doctor.finding import Finding, ok, problem, warning
from plugin.doctor.looking import PATIENCE_S, Answer, Look, NoAnswer, printable, what_is_there
from plugin.doctor.patience import within

NOT_OURS = "Another server answers there, or one in front of ours: look at PLUMBLINE_BASE_URL and at the proxy."


def judge_form(base_url: str, *, forge: bool, insecure: bool) -> Iterator[Finding]:
    """Whether the address itself will do; `forge` where a Forge app calls there."""
    parts = urlsplit(base_url)
    if parts.scheme != "https":
        text = f"address: {base_url} is no https address, so Jira cannot call there."
        if insecure:
            yield warning(f"{text} PLUMBLINE_INSECURE_HTTP allows it for development only.")
        else:
            yield problem(f"{text} Set PLUMBLINE_BASE_URL to the public https address.")
    if forge and parts.path:
        yield problem(
            f"address: {base_url} has a path, which Forge drops when it calls. Give the server a host name of its own, "
            f"and set PLUMBLINE_BASE_URL=https://{parts.netloc}"
        )


def resolved(host: str, patience_s: float = PATIENCE_S) -> Sequence[str]:
    """The IP addresses of a host, as this machine resolves it; none where it does not resolve in time."""
    try:
        found = within(patience_s, lambda: socket.getaddrinfo(host, None, type=socket.SOCK_STREAM))
        return sorted({str(entry[4][0]) for entry in found})
    except (OSError, UnicodeError):
        return []


def judge_resolved(host: str, addresses: Sequence[str], *, insecure: bool, by_proxy: bool) -> Finding:
    """Whether the host's name leads anywhere that Atlassian can reach, as far as can be told from here."""
    if not addresses:
        text = f"address: the name {host} does not resolve here"
        if by_proxy:
            return warning(f"{text}, where a proxy leads out. Run this where it does.")
        return problem(f"{text}. Enter it in the DNS, or correct PLUMBLINE_BASE_URL.")
    shown = ", ".join(addresses[:4])
    if not insecure and not any(ipaddress.ip_address(one.partition("%")[0]).is_global for one in addresses):
        return warning(
            f"address: {host} resolves to {shown} here, which nobody outside can reach. "
            "See that it is a public address in the DNS that Atlassian asks."
        )
    return ok(f"address: {host} resolves to {shown}")


def look_at_ourselves(base_url: str, health: Answer | NoAnswer, look: Look) -> Iterator[Finding]:
    """What answers at the public address: our health (which was asked for already), readiness and descriptor.

    Where nothing answers at all, that is said once.
    """
    if isinstance(health, NoAnswer):
        yield problem(
            f"address: {base_url} does not answer: {health.reason}. Is the app served, and does the proxy pass on?"
        )
        return
    yield judge_health(f"{base_url}/healthz", health)
    ready, descriptor = f"{base_url}/readyz", f"{base_url}/atlassian-connect.json"
    yield _judged(ready, look(ready), judge_ready)
    yield _judged(descriptor, look(descriptor), partial(judge_descriptor, base_url=base_url))


def judge_health(url: str, answer: Answer) -> Finding:
    """Whether it is an app of ours that is alive there."""
    if answer.status == 200 and _object(answer).get("status") == "up":
        return ok(f"address: {url} answers that the app is up")
    return problem(f"address: {url} gives {what_is_there(answer)}, not our app's health. {NOT_OURS}")


def judge_ready(url: str, answer: Answer) -> Finding:
    """Whether the app there has all that it needs."""
    said = _object(answer)
    if answer.status == 200 and said.get("status") == "ready":
        return ok(f"address: {url} answers that the app is ready")
    troubles = said.get("problems")
    if answer.status == 503 and isinstance(troubles, dict):
        listed = " ".join(printable(str(text), 200) for text in troubles.values())
        return problem(f"address: the app there is up but not ready: {listed}")
    return problem(f"address: {url} gives {what_is_there(answer)}, not our app's readiness. {NOT_OURS}")


def judge_descriptor(url: str, answer: Answer, base_url: str) -> Finding:
    """Whether the app there is Plumbline, and takes the same address for its own."""
    said = _object(answer)
    key, theirs = said.get("key"), said.get("baseUrl")
    if answer.status != 200 or not isinstance(key, str):
        return problem(f"address: {url} gives {what_is_there(answer)}, not our descriptor. {NOT_OURS}")
    if key != KEY:
        return problem(f"address: {url} describes another app, {printable(key)}. {NOT_OURS}")
    if theirs != base_url:
        return problem(
            f"address: the app at {base_url} takes {printable(str(theirs))} for its address. Serve it with the same "
            "PLUMBLINE_BASE_URL, and restart it."
        )
    return ok(f"address: {url} names {KEY} and this address")


def _judged(url: str, answer: Answer | NoAnswer, judge: Callable[[str, Answer], Finding]) -> Finding:
    if isinstance(answer, NoAnswer):
        return problem(f"address: {url} does not answer: {answer.reason}.")
    return judge(url, answer)


def _object(answer: Answer) -> Mapping[str, object]:
    """The JSON object in an answer; empty where there is none."""
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
