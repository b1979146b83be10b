"""An amount of money in one currency: minor units inside, so that no cent is lost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

_NO_DECIMALS = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF")
)
_THREE_DECIMALS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))


def decimals_of(currency: str | None) -> int:
    """How many decimals a currency has by ISO 4217; two where it is not known."""
    if currency in _NO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


@dataclass(frozen=True, slots=True)
class Money:
    """Minor units of a currency by its ISO 4217 code, or of one that was not named."""

    minor: int
    currency: str | None = None

    @property
    def amount(self) -> Decimal:
        """The amount in whole units, with the decimals of its currency."""
        return Decimal(self.minor).scaleb(-decimals_of(self.currency))

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency or ''}".rstrip()
