"""The sample project's risk register, as plain data that the demo enters into the app."""

from dataclasses import dataclass

Rating = tuple[int, dict[str, int]]
"""Probability 1 to 5 and the impact 1 to 5 on each objective."""


@dataclass(frozen=True, slots=True)
class SampleRisk:
    """A risk as people would write it; issues are named by summary, people by role."""

    title: str
    cause: str
    event: str
    effect: str
    category: str
    owner: str | None
    inherent: Rating
    current: Rating
    target: Rating | None = None
    responses: tuple[str, ...] = ()
    affected: tuple[str, ...] = ()
    direction: str = "threat"
    outcome: str | None = None
    age_days: int = 56

    @property
    def is_open(self) -> bool:
        """Whether the risk still counts; closed ones have an outcome."""
        return self.outcome is None


SAMPLE_RISKS = (
    SampleRisk(
        "Scheme certification slips past the release date",
        "the scheme's laboratory has one free test slot in this quarter",
        "our certification run may have to be repeated in the next quarter",
        "release 2.0 goes live without 3-D Secure, or three weeks late",
        "external",
        "Integration lead",
        (4, {"schedule": 5, "scope": 3}),
        (3, {"schedule": 5, "scope": 3}),
        (2, {"schedule": 4, "scope": 3}),
        responses=(
            "Agree a test window with the scheme's laboratory in writing",
            "Answer the findings of the certification run",
        ),
        affected=("Run the card scheme's certification suite",),
        age_days=77,
    ),
    SampleRisk(
        "Only one person can change the ledger",
        "the booking rules were written by one developer and have few tests",
        "that developer may be away when a rounding fault shows up",
        "finance cannot close the month and work on settlement stops",
        "people",
        "Engineering manager",
        (4, {"schedule": 4, "quality": 3}),
        (4, {"schedule": 4, "quality": 3}),
        (2, {"schedule": 3, "quality": 2}),
        responses=(
            "Pair a second developer with the ledger's author",
            "Prove the ledger with a million generated bookings",
        ),
        affected=("Lock a booking month after finance closes it",),
    ),
    SampleRisk(
        "The second provider's sandbox differs from its live system",
        "the sandbox accepts partial refunds that the live system refuses",
        "faults in refunds may show up only after the release",
        "customers wait for money and support has to refund by hand",
        "testing",
        "Tester",
        (4, {"quality": 4, "cost": 2}),
        (3, {"quality": 4, "cost": 2}),
        (2, {"quality": 3, "cost": 2}),
        responses=(
            "Build a simulator for the second provider's sandbox",
            "Nightly run of the refund tests against both sandboxes",
        ),
        affected=("Refund part of a payment, several times, up to what was paid",),
    ),
    SampleRisk(
        "A provider changes its settlement file without notice",
        "file formats are agreed by e-mail and no change calendar exists",
        "a column may move overnight",
        "a day's settlement is not matched and finance works by hand",
        "supplier",
        "Data lead",
        (4, {"quality": 3, "cost": 2}),
        (3, {"quality": 3, "cost": 2}),
        (2, {"quality": 3, "cost": 1}),
        responses=("Ask both providers for their file format changes of the next year",),
        affected=(
            "Read the daily settlement file of the first provider",
            "Read the daily settlement file of the second provider",
        ),
        age_days=63,
    ),
    SampleRisk(
        "Card numbers leak from the old storage during the move to the vault",
        "both storages hold card numbers until every token is moved",
        "a copy may be left behind in a log or a backup",
        "customer data is exposed and the card brands fine us",
        "security",
        "Platform lead",
        (3, {"security": 5, "compliance": 5, "cost": 4}),
        (2, {"security": 5, "compliance": 5, "cost": 4}),
        (1, {"security": 5, "compliance": 5, "cost": 4}),
        responses=("Second key custodian for the hardware module", "Close the findings of the penetration test"),
        affected=("Replace stored card numbers by tokens of our own vault",),
        age_days=82,
    ),
    SampleRisk(
        "The vault makes checkout noticeably slower",
        "every payment now makes one more call to the hardware module",
        "checkout may take over two seconds at the seasonal peak",
        "customers leave before they pay",
        "performance",
        "Platform lead",
        (3, {"quality": 4}),
        (3, {"quality": 4}),
        (2, {"quality": 2}),
        responses=("Measure checkout time with the vault in the path",),
    ),
    SampleRisk(
        "Nobody decides on unmatched settlement items",
        "finance and operations each believe that the other one decides",
        "unmatched items may pile up after the release",
        "the ledger cannot be closed and differences are written off",
        "organisation",
        "Release lead",
        (4, {"cost": 3, "compliance": 3}),
        (2, {"cost": 3, "compliance": 3}),
        (2, {"cost": 2, "compliance": 2}),
        responses=("Agree with finance who decides on unmatched items",),
        affected=("Hand unmatched items to finance with a reason",),
    ),
    SampleRisk(
        "Failover has never been tried with real traffic",
        "staging carries a hundredth of the live load",
        "the switch to the second provider may lose payments in flight",
        "payments are taken twice or not at all during an outage",
        "technical",
        "Platform lead",
        (3, {"quality": 5, "cost": 3}),
        (3, {"quality": 5, "cost": 3}),
        (2, {"quality": 4, "cost": 2}),
        responses=(
            "Agree outage contacts and times with both providers",
            "Rehearse the release night with everybody on call",
        ),
        affected=("Route authorisations to the second provider when the first is down",),
    ),
    SampleRisk(
        "Refund work grows through requests from support",
        "support was asked for its wishes after the scope had been agreed",
        "more refund stories may be put into release 2.0",
        "disputes and reporting are pushed out of the release",
        "scope",
        "Product owner",
        (5, {"scope": 3, "schedule": 3}),
        (4, {"scope": 3, "schedule": 3}),
        (3, {"scope": 2, "schedule": 2}),
        affected=("Ask a second person to approve refunds above the limit",),
        age_days=35,
    ),
    SampleRisk(
        "Rules on storing challenge results change",
        "the regulator has announced new guidance for the next half-year",
        "we may have to delete challenge results earlier than disputes need them",
        "won disputes turn into lost ones",
        "external",
        None,
        (2, {"compliance": 4, "cost": 2}),
        (2, {"compliance": 4, "cost": 2}),
        responses=("Ask the legal team for the rules on storing challenge results",),
        age_days=21,
    ),
    SampleRisk(
        "Support is not ready for disputes on the first day",
        "the support team has not seen the dispute pages yet",
        "the first disputes may be answered late",
        "disputed amounts are lost without need",
        "delivery",
        "Product owner",
        (3, {"cost": 2, "quality": 2}),
        (3, {"cost": 2, "quality": 2}),
        (1, {"cost": 2, "quality": 2}),
        responses=("Brief support on refunds, disputes and failover",),
        age_days=28,
    ),
    SampleRisk(
        "Low-risk exemptions spare most customers the challenge",
        "our share of fraud is half of what the exemption allows",
        "banks may accept more exemptions than planned",
        "more customers finish their payment and revenue grows",
        "external",
        "Product owner",
        (3, {"scope": 3, "quality": 3}),
        (3, {"scope": 3, "quality": 3}),
        (4, {"scope": 3, "quality": 3}),
        affected=("Ask for a low-risk exemption and keep the answer",),
        direction="opportunity",
        age_days=49,
    ),
    SampleRisk(
        "Own tokens let us move traffic to the cheaper provider",
        "the contract with the first provider ends in six months",
        "the second provider may offer a lower fee for a larger share",
        "fees fall by a tenth in the next year",
        "supplier",
        "Release lead",
        (2, {"cost": 4}),
        (3, {"cost": 4}),
        (4, {"cost": 4}),
        responses=("Move tokens between providers without asking customers again",),
        direction="opportunity",
        age_days=42,
    ),
    SampleRisk(
        "Firewall for the second provider opens late",
        "network changes wait for the monthly change meeting",
        "the second provider may not be reachable when failover work starts",
        "failover slips by a sprint",
        "integration",
        "Platform lead",
        (4, {"schedule": 3}),
        (4, {"schedule": 3}),
        (2, {"schedule": 2}),
        affected=("Route authorisations to the second provider when the first is down",),
        outcome="occurred",
        age_days=70,
    ),
    SampleRisk(
        "Old settlement files cannot be read",
        "the archive holds three generations of the file format",
        "the reader may fail on files older than a year",
        "disputes on old payments cannot be answered",
        "data",
        "Data lead",
        (3, {"quality": 3}),
        (1, {"quality": 2}),
        (1, {"quality": 2}),
        responses=("Read the daily settlement file of the first provider",),
        outcome="did-not-occur",
        age_days=84,
    ),
)
