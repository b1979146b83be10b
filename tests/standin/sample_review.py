"""The sample project's closing review of its first release, as plain data that the demo enters into the app."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SampleFinding:
    """A finding of a review; ``kind`` is success, problem or surprise."""

    kind: str
    statement: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleLesson:
    """A lesson with what to do next time; ``lesson_type`` is keep, start, stop or change."""

    title: str
    event: str
    recommendation: str
    lesson_type: str
    category: str
    owner: str


@dataclass(frozen=True, slots=True)
class SampleReview:
    """The closing review of a release."""

    title: str
    version: str
    facilitator: str
    findings: tuple[SampleFinding, ...]
    lessons: tuple[SampleLesson, ...]
    actions: tuple[tuple[str, str], ...] = ()


SAMPLE_REVIEW = SampleReview(
    "Closing review of release 1.0",
    "1.0",
    "Tester",
    (
        SampleFinding(
            "success",
            "The card test deck found eleven faults before the first customer paid.",
            ("Build the card test deck with the provider's sandbox numbers",),
        ),
        SampleFinding(
            "success",
            "Repeated callbacks did no harm, because each was accepted once.",
            ("Accept provider callbacks once, however often they come",),
        ),
        SampleFinding(
            "problem",
            "The double authorisation was found in production by a customer, two days after the release.",
            ("Double click on Pay authorises twice",),
        ),
        SampleFinding("problem", "The first provider's certificates arrived nine days late and held up three stories."),
        SampleFinding("surprise", "A third of all questions to support were about currencies without decimals."),
    ),
    (
        SampleLesson(
            "Ask for certificates when the contract is signed",
            "Certificates were ordered when the code was ready and took nine days.",
            "Order certificates, firewall openings and accounts in the first sprint, with a named contact.",
            "start",
            "integration",
            "Platform lead",
        ),
        SampleLesson(
            "Pay with a real card before the release",
            "The sandbox did not show the double authorisation.",
            "Run every payment path once against production with a real card, before customers can.",
            "start",
            "testing",
            "Tester",
        ),
        SampleLesson(
            "Keep the card test deck up to date",
            "The deck paid for itself in the first week.",
            "Give the deck an owner and extend it with each new payment method.",
            "keep",
            "testing",
            "Tester",
        ),
        SampleLesson(
            "Include currencies without decimals from the start",
            "Amounts in yen were shown with two zeros, and support took the questions.",
            "Put one currency without and one with three decimals into every acceptance test.",
            "change",
            "scope",
            "Product owner",
        ),
    ),
    (
        ("Give the card test deck an owner", "Tester"),
        ("Add certificates and firewall openings to the start checklist", "Platform lead"),
    ),
)
