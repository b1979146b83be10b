"""The categories a site starts with: seven areas that a risk can come from, each with its usual parts."""

from plugin.domain.categories import Category, CategoryTree

_OUTLINE: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "external",
        "External",
        (
            ("market", "Market and customers"),
            ("regulation", "Regulation and law"),
            ("supplier", "Supplier and contract"),
            ("economy", "Economy and currency"),
            ("nature", "Nature and site"),
            ("public", "Public and stakeholders"),
        ),
    ),
    (
        "organisation",
        "Organisational",
        (
            ("sponsorship", "Sponsorship and priorities"),
            ("funding", "Funding"),
            ("people", "People and skills"),
            ("culture", "Culture and readiness for change"),
            ("dependencies", "Other projects and dependencies"),
            ("governance", "Governance and speed of decisions"),
        ),
    ),
    (
        "management",
        "Project management",
        (
            ("scope", "Scope and requirements"),
            ("estimating", "Estimating"),
            ("planning", "Planning and sequence"),
            ("communication", "Communication"),
            ("quality", "Quality management"),
            ("procurement", "Procurement"),
        ),
    ),
    (
        "technical",
        "Technical",
        (
            ("architecture", "Architecture and design"),
            ("maturity", "Maturity of technology"),
            ("integration", "Integration and interfaces"),
            ("data", "Data"),
            ("performance", "Performance and capacity"),
            ("testing", "Testing and environments"),
            ("operations", "Operations and support"),
        ),
    ),
    (
        "security",
        "Security and privacy",
        (
            ("confidentiality", "Confidentiality"),
            ("integrity", "Integrity"),
            ("availability", "Availability"),
            ("access", "Identity and access"),
            ("third-party", "Exposure through third parties"),
            ("personal-data", "Personal data"),
        ),
    ),
    (
        "delivery",
        "Delivery and transition",
        (
            ("cutover", "Release and cut-over"),
            ("training", "Training and adoption"),
            ("handover", "Handover"),
            ("benefits", "Benefits"),
        ),
    ),
    (
        "safety",
        "Safety and environment",
        (
            ("health", "Health"),
            ("environment", "Environment"),
            ("physical-security", "Physical security"),
        ),
    ),
)


def _nodes() -> tuple[Category, ...]:
    nodes = []
    for code, label, parts in _OUTLINE:
        nodes.append(Category(code, label))
        nodes.extend(Category(part, words, code) for part, words in parts)
    return tuple(nodes)


STARTER_CATEGORIES = CategoryTree(_nodes())
"""Codes are stored with risks and lessons: one that was shipped stays, whatever becomes of its label."""
