"""The risk model a project starts with: five bands each way, four levels, high impact weighing more than a product."""

from plugin.domain.risk_model import (
    Authority,
    ImpactLevel,
    Level,
    Objective,
    ProbabilityLevel,
    RiskModel,
    RiskModels,
)

_SCHEDULE = (
    "under 2 % of the remaining time, absorbed",
    "2 to 5 %, inside the float",
    "5 to 10 %, a milestone moves",
    "10 to 20 %, the end date moves",
    "over 20 %, or a date that cannot move is missed",
)
_COST = ("under 1 % of the budget", "1 to 3 %", "3 to 8 %", "8 to 15 %", "over 15 %, or the project stops")
_SCOPE = (
    "no user would notice",
    "an item that could wait drops out",
    "an item that should be in drops out, or a benefit comes later",
    "an item that must be in, or a quarter of the benefit, is lost",
    "the business case no longer holds",
)
_QUALITY = (
    "cosmetic",
    "everybody has a workaround",
    "repeated faults, the service target is missed",
    "a key function is gone for long",
    "unusable, rolled back, or data is lost",
)
_SECURITY = (
    "no data touched",
    "low-value data seen inside the team",
    "internal data exposed and contained",
    "personal or customer data exposed",
    "a large breach, or control is lost",
)
_COMPLIANCE = (
    "a remark inside the team",
    "reportable inside the company",
    "a formal finding or a customer's complaint",
    "a regulator or a contract partner acts",
    "the licence is at stake, or a court decides",
)
_SAFETY = (
    "nobody is hurt, a near miss at most",
    "first aid on the spot",
    "somebody needs a doctor",
    "a lasting injury, or harm outside the site",
    "a life is lost, or many people are harmed",
)
_WORDINGS = {
    Objective.SCHEDULE: _SCHEDULE,
    Objective.COST: _COST,
    Objective.SCOPE: _SCOPE,
    Objective.QUALITY: _QUALITY,
    Objective.SECURITY: _SECURITY,
    Objective.COMPLIANCE: _COMPLIANCE,
    Objective.SAFETY: _SAFETY,
}
_IMPACT_LABELS = ("Negligible", "Minor", "Moderate", "Major", "Severe")

STARTER_MODEL = RiskModel(
    version="starter-1",
    probabilities=(
        ProbabilityLevel(1, "Rare", "would surprise everybody on the team", 0.01, 0.05, 0.03),
        ProbabilityLevel(2, "Unlikely", "has happened elsewhere, no sign of it here", 0.05, 0.20, 0.12),
        ProbabilityLevel(3, "Possible", "could go either way, more likely not", 0.20, 0.45, 0.32),
        ProbabilityLevel(4, "Likely", "more probable than not, first signs are visible", 0.45, 0.75, 0.60),
        ProbabilityLevel(5, "Nearly certain", "expected unless something changes", 0.75, 0.95, 0.85),
    ),
    impacts=tuple(
        ImpactLevel(order, label, {objective: words[order - 1] for objective, words in _WORDINGS.items()})
        for order, label in enumerate(_IMPACT_LABELS, start=1)
    ),
    levels=(
        Level("Low", 1, "○", 90),
        Level("Medium", 2, "◐", 30, accept=Authority.MANAGER, escalate_to=Authority.MANAGER, escalate_after_days=7),
        Level("High", 3, "◆", 14, accept=Authority.SPONSOR, escalate_to=Authority.SPONSOR, escalate_after_days=5),
        Level(
            "Critical",
            4,
            "▲",
            7,
            accept=Authority.BOARD,
            accept_days=60,
            escalate_to=Authority.BOARD,
            escalate_after_days=1,
        ),
    ),
    matrix=(
        ("Low", "Low", "Low", "Medium", "High"),
        ("Low", "Low", "Medium", "Medium", "High"),
        ("Low", "Low", "Medium", "High", "Critical"),
        ("Low", "Medium", "High", "High", "Critical"),
        ("Low", "Medium", "High", "Critical", "Critical"),
    ),
    appetite="Medium",
)

STARTER_MODELS = RiskModels(STARTER_MODEL)
"""What a project rates with until somebody makes a model of its own."""
