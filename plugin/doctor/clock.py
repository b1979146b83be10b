"""Our clock against others': Forge's invocation tokens live 25 seconds, so a clock that is off refuses every call."""

from __future__ import annotations

from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

from plugin.doctor.finding import Finding, ok, problem, warning
from plugin.doctor.looking import Answer

NOTICEABLE = timedelta(seconds=5)
TOO_MUCH = timedelta(seconds=20)
TICK = timedelta(seconds=1)
"""A Date header names whole seconds: it was up to this much later when it was written."""
NOTHING = timedelta()


def ahead(answer: Answer) -> timedelta | None:
    """By how much our clock is ahead of the answerer's at least, below zero where it is behind; None without a date.

    The answer was dated somewhere between asking and answering, so whatever the way took is no fault of a clock. A
    cache repeats the date that it was given once, and tells in Age how many seconds ago that was.
    """
    try:
        dated = parsedate_to_datetime(answer.headers.get("Date", ""))
    except ValueError:
        return None
    age = answer.headers.get("Age", "").strip()
    dated = (dated if dated.tzinfo else dated.replace(tzinfo=UTC)) + timedelta(seconds=_seconds(age))
    if answer.asked_at > dated + TICK:
        return answer.asked_at - dated - TICK
    return min(answer.answered_at - dated, NOTHING)


def _seconds(age: str) -> int:
    """Seconds of an Age header; none where it makes no sense."""
    return int(age) if age.isascii() and age.isdigit() and len(age) < 9 else 0


def judge_clock(whose: str, difference: timedelta | None) -> Finding:
    """What a difference to somebody's clock means."""
    if difference is None:
        return warning(f"clock: {whose} does not say what time it is, so ours could not be compared.")
    size = abs(difference)
    if size <= NOTICEABLE:
        return ok(f"clock: agrees with that of {whose}")
    side = "ahead of" if difference > NOTHING else "behind"
    text = f"clock: ours is {size.total_seconds():.0f} s {side} that of {whose}"
    remedy = "Keep this machine's time by NTP (timedatectl set-ntp true)."
    if size > TOO_MUCH:
        return problem(f"{text}; calls are refused, since their tokens live 25 s. {remedy}")
    return warning(f"{text}. {remedy}")
