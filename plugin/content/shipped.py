"""The packs that come with the app."""

from __future__ import annotations

from importlib.resources import files

from plugin.content.reading import read_pack
from plugin.domain.categories import CategoryTree
from plugin.domain.pack import Pack

ORDER = ("common", "software", "infrastructure", "cybersecurity", "erp", "telecoms", "ai-ml")
"""As they are offered: what fits everybody first."""


def shipped_packs(categories: CategoryTree) -> tuple[Pack, ...]:
    """All packs that are shipped, in the order in which they are offered."""
    return tuple(read_pack(shipped_text(code), categories) for code in ORDER)


def shipped_text(code: str) -> str:
    """The file of a shipped pack; FileNotFoundError where there is none."""
    return files("plugin.content").joinpath("packs", f"{code}.yaml").read_text(encoding="utf-8")
