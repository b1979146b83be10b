"""The whole measurement: receipt, events, pages and memory, the app beside the yardstick, in under three minutes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from tests.bench import pages, report, rounds, stream
from tests.bench.acknowledging import acknowledging
from tests.bench.processes import resident_mb, split
from tests.bench.report import Row
from tests.bench.stage import Stage, freeze, stage

RECEIPT_AIM = 2.0
EVENTS_AIM = 500.0
FIRST_PAGE_KB = 52.0
RESIDENT_MB = 220.0
ACKNOWLEDGED_MS = 200.0
AHEAD = -10

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured: issues of the project, turns and their seconds, events in a stream, number of streams.

    `read_meanwhile` are the issues that are read in while Forge's events are answered.
    """

    issues: int = 2000
    turns: int = 7
    seconds: float = 2.0
    events: int = 3000
    streams: int = 3
    page_turns: int = 3
    read_meanwhile: int = 10_000


def measure(scale: Scale, say: Say) -> list[Row]:
    """Measure everything and return the rows of the table."""
    with stage(scale.issues) as on:
        say(f"Receiving webhooks, {scale.turns} turns each …")
        rows = report.of_contest(
            "signed webhooks, durable,", rounds.receipt(on, scale.turns, scale.seconds), RECEIPT_AIM
        )
        say(f"Streaming events through a project of {scale.issues} issues …")
        rows += streams(on, scale)
        say("Loading pages …")
        rows += loaded_pages(on, scale)
        rows.append(memory(on))
    say(f"Answering Forge's events while {scale.read_meanwhile} issues are read in …")
    return [*rows, *acknowledged(scale)]


def streams(on: Stage, scale: Scale) -> list[Row]:
    """Events from end to end; the median of the streams."""
    baseline = freeze(on)
    found = sorted(
        (stream.stream(on, baseline, scale.events) for _ in range(scale.streams)), key=lambda s: s.per_second
    )
    one = found[len(found) // 2]
    return [
        report.limited("events end to end per second", one.per_second, "/s", least=EVENTS_AIM),
        Row("  accepted meanwhile, per second", f"{one.accepted_per_second:.0f}"),
        Row("  last figure after the last answer", f"{one.behind:.2f} s"),
        Row("  processor time in µs each", f"{one.cpu:.0f}"),
    ]


def loaded_pages(on: Stage, scale: Scale) -> list[Row]:
    """Project page and issue panel, and what the first page weighs."""
    issue = on.scene.issues[0].key
    rows = report.of_contest("project pages", pages.contest(on, "project-page", None, scale.page_turns, scale.seconds))
    rows += report.of_contest("issue panels", pages.contest(on, "issue-panel", issue, scale.page_turns, scale.seconds))
    weight = pages.weigh(on, "project-page")
    rows.append(report.limited("first page with its files, gzipped", weight.whole, "KB", most=FIRST_PAGE_KB))
    rows.append(Row("  of that the page itself", f"{weight.page:.1f} KB, {weight.files} files in all"))
    return rows


def acknowledged(scale: Scale) -> list[Row]:
    """Forge's events, answered while a large project is read in."""
    one = acknowledging(scale.read_meanwhile)
    return [
        report.limited("Forge event answered, p99", one.p99, "ms", most=ACKNOWLEDGED_MS),
        Row("  p50 / longest in ms", f"{one.p50:.1f} / {one.longest:.1f}"),
        Row("  events meanwhile, refused", f"{one.events}, {one.refused}"),
        Row("  issues read in per second", f"{one.issues / one.seconds:.0f}"),
    ]


def memory(on: Stage) -> Row:
    """Resident memory after all that."""
    ours, theirs = resident_mb(on.ours.pid), resident_mb(on.yardstick.pid)
    return Row(
        "resident memory", f"{ours:.0f} MB", f"{theirs:.0f} MB", aim=f"< {RESIDENT_MB:g} MB", reached=ours < RESIDENT_MB
    )


def layout() -> str:
    """How the processes are laid out, for the reader of the figures."""
    servers, _ = split()
    where = "servers on one core, load on the others" if servers else "everything on one core"
    return f"{os.cpu_count()} cores, {where}; one process with eight threads each; SQLite, WAL, synchronous=FULL."


def main() -> int:
    """Measure and print."""
    began = time.monotonic()
    with suppress(PermissionError):
        # Whatever else runs on the machine shall wait; both sides inherit this.
        os.setpriority(os.PRIO_PROCESS, 0, AHEAD)
    tell(layout())
    rows = measure(Scale(), tell)
    tell(f"\n{report.table(rows)}\n")
    tell(f"Medians; measured in {time.monotonic() - began:.0f} s at a load average of {os.getloadavg()[0]:.1f}.")
    tell("Measuring alone makes about 2: above that the machine was shared, and only ratios and processor time count.")
    return 0


def tell(text: str) -> None:
    """Say something to the person at the terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
