"""What the sample project's people know and do about its risks, as plain data that the demo enters into the app."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SampleAction:
    """Something that is done about a risk here rather than in an issue; due in so many days from the demo's start."""

    title: str
    kind: str = "preventive"
    owner: str | None = None
    due_in: int | None = None
    state: str = "planned"
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class SampleTreatment:
    """Costs in whole euros by stage, a window in days from the start, a strategy, plans, actions, an acceptance."""

    costs: dict[str, int] | None = None
    days: int | None = None
    confidence: str | None = None
    window: tuple[int, int] | None = None
    lead_days: int | None = None
    strategy: str | None = None
    contingency: str = ""
    fallback: str = ""
    labels: tuple[str, ...] = ()
    actions: tuple[SampleAction, ...] = ()
    accepted: tuple[str, int] | None = None
    identified: str | None = None


SAMPLE_TREATMENT = {
    "Scheme certification slips past the release date": SampleTreatment(
        costs={"inherent": 180_000, "current": 180_000, "target": 120_000},
        days=21,
        confidence="medium",
        window=(10, 55),
        lead_days=14,
        strategy="prevent",
        contingency="Ship without 3-D Secure for the markets that allow it, behind the feature flag.",
        fallback="Release 2.0 moves by one certification slot.",
        labels=("certification", "release-2.0"),
        actions=(SampleAction("Ask the scheme weekly for a freed slot", "detective", "Integration lead", 5),),
        identified="workshop",
    ),
    "Only one person can change the ledger": SampleTreatment(
        costs={"inherent": 60_000, "current": 60_000, "target": 40_000},
        days=30,
        confidence="high",
        strategy="prevent",
        labels=("key-person",),
        actions=(SampleAction("Write the booking rules down as examples", "preventive", "Engineering manager", 12),),
        identified="pre-mortem",
    ),
    "The second provider's sandbox differs from its live system": SampleTreatment(
        costs={"inherent": 35_000, "current": 35_000, "target": 20_000},
        confidence="medium",
        window=(20, 70),
        strategy="lessen",
        contingency="Support refunds by hand from the provider's own desk for the first week.",
    ),
    "A provider changes its settlement file without notice": SampleTreatment(
        costs={"inherent": 12_000, "current": 12_000, "target": 12_000},
        confidence="high",
        strategy="lessen",
        actions=(
            SampleAction("Alarm on an unknown column in the daily file", "detective", "Data lead", -3, "under-way"),
        ),
    ),
    "Card numbers leak from the old storage during the move to the vault": SampleTreatment(
        costs={"inherent": 900_000, "current": 900_000, "target": 900_000},
        confidence="low",
        window=(0, 40),
        lead_days=10,
        strategy="prevent",
        fallback="Stop the move, take the old storage off the network, call the incident team.",
        labels=("security", "release-2.0"),
        identified="audit",
    ),
    "The vault makes checkout noticeably slower": SampleTreatment(
        costs={"inherent": 80_000, "current": 80_000},
        confidence="medium",
        strategy="lessen",
        actions=(
            SampleAction("Agree a budget of 150 ms for the vault's call", "preventive", "Platform lead", 8, cost=2_000),
            SampleAction("Switch the cache of tokens on at peak", "contingent", "Platform lead"),
        ),
    ),
    "Failover has never been tried with real traffic": SampleTreatment(
        costs={"inherent": 150_000, "current": 150_000, "target": 60_000},
        confidence="medium",
        strategy="lessen",
        labels=("resilience",),
        identified="lesson",
    ),
    "Refund work grows through requests from support": SampleTreatment(
        days=10,
        confidence="low",
        strategy="accept-active",
        accepted=("The sponsor would rather help support now; looked at again before the release.", 30),
    ),
    "Own tokens let us move traffic to the cheaper provider": SampleTreatment(
        costs={"inherent": 240_000, "current": 240_000, "target": 300_000},
        confidence="medium",
        strategy="enhance",
    ),
    "Low-risk exemptions spare most customers the challenge": SampleTreatment(strategy="exploit"),
}
"""By the risk's title; risks that stand here with little are those whose owners have not got round to it."""
