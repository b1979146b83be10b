"""Steps of a scale as people write them: "High", "4", "4/5", "4 - Likely", "80 %"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from plugin.domain.written.misread import Misread
from plugin.domain.written.scale_words import LADDERS, STRENGTHS
from plugin.domain.written.shares import share

_PUNCTUATION = re.compile(r"[\s_\-–—/.:;,()\[\]]+")
_OF = re.compile(r"(\d{1,3})\s*(?:/|of|von|out of)\s*(\d{1,3})", re.IGNORECASE)
_BOTH = re.compile(r"(\d{1,3})\s*[-–—.:)=]?\s*([^\W\d].*)|([^\W\d].*?)\s*[-–—:(=]?\s*(\d{1,3})\s*\)?")
_WHOLE = re.compile(r"(\d{1,3})(?:[.,]0+)?")
_SHARE = re.compile(r"[01]?[.,]\d+")


@dataclass(frozen=True, slots=True)
class Scale:
    """The steps of a scale from least to most: their words, and their bands of shares where they stand for a chance.

    Bands are (from, to) with the lower end inside; the last one's upper end is inside too.
    """

    labels: Sequence[str]
    bands: Sequence[tuple[float, float]] = ()


def numbers_mean_shares(column: Iterable[object]) -> bool:
    """Whether the bare numbers of a column are chances from 0 to 1: one of them is no whole number."""
    numbers = [cell for cell in column if isinstance(cell, int | float) and not isinstance(cell, bool)]
    texts = [cell.strip() for cell in column if isinstance(cell, str)]
    if any(number > 1 or number < 0 for number in numbers):
        return False
    return any(0 < number < 1 for number in numbers) or any(_SHARE.fullmatch(text) for text in texts)


def scale_order(written: object, scale: Scale, *, as_shares: bool = False) -> int:
    """The step (1 is the least) that a cell means.

    The scale's own words come first, then common words of the same strength ("Severe" where the scale says
    "Critical"). A whole number is a step, unless `as_shares` says that this column's numbers are chances.
    Raises Misread with the words to choose from, rather than taking the nearest step.
    """
    if isinstance(written, bool) or written is None:
        raise Misread("" if written is None else written, f"is no step; {_choice(scale)}")
    if isinstance(written, int | float):
        return _by_number(written, scale, as_shares=as_shares)
    text = str(written).strip()
    if not text:
        raise Misread("", f"is no step; {_choice(scale)}")
    if (order := _by_word(text, scale)) is not None:
        return order
    return _by_figures(text, scale, as_shares=as_shares)


def _by_figures(text: str, scale: Scale, *, as_shares: bool) -> int:
    if found := _WHOLE.fullmatch(text):
        return _by_number(int(found[1]), scale, as_shares=as_shares)
    if text.endswith("%") or _SHARE.fullmatch(text):
        return _by_share(share(text), scale, text)
    if found := _OF.fullmatch(text):
        return _part_of(int(found[1]), int(found[2]), scale, text)
    if found := _BOTH.fullmatch(text):
        return _agreed(int(found[1] or found[4]), found[2] or found[3], scale, text)
    raise Misread(text, f"is no step of this scale; {_choice(scale)}")


def _by_number(value: float, scale: Scale, *, as_shares: bool) -> int:
    if as_shares or 0 < value < 1:
        return _by_share(share(value), scale, value)
    if not 1 <= value <= len(scale.labels) or value != int(value):
        raise Misread(value, f"is no step from 1 to {len(scale.labels)}; {_choice(scale)}")
    return int(value)


def _by_share(value: float, scale: Scale, written: object) -> int:
    """The band that holds a share; below the lowest band it is the least step, above the highest the most."""
    if len(scale.bands) != len(scale.labels):
        raise Misread(written, f"is a share, and this scale has words only; {_choice(scale)}")
    at = [order for order, (low, high) in enumerate(scale.bands, start=1) if low <= value < high]
    if at:
        return at[-1]
    if value < scale.bands[0][0]:
        return 1
    if value >= scale.bands[-1][1]:
        return len(scale.bands)
    raise Misread(written, f"lies between the bands of this scale; {_choice(scale)}")


def _by_word(text: str, scale: Scale) -> int | None:
    word = _plain(text)
    labels = [_plain(label) for label in scale.labels]
    if labels.count(word) == 1:
        return labels.index(word) + 1
    strength = STRENGTHS.get(word)
    if strength is None:
        return None
    known = [STRENGTHS.get(label) for label in labels]
    if not any(known):
        known = list(LADDERS.get(len(labels), ()))
    if known.count(strength) == 1:
        return known.index(strength) + 1
    raise Misread(text, f"has no step of its own on this scale; {_choice(scale)}")


def _part_of(part: int, most: int, scale: Scale, text: str) -> int:
    """4/5 on a scale of five; on another one only where it falls exactly on a step; 80/100 is a share."""
    steps = len(scale.labels)
    if most == 100 and 0 <= part <= most:
        return _by_share(part / most, scale, text)
    if most >= 2 and 1 <= part <= most:
        order = Fraction(part - 1, most - 1) * (steps - 1) + 1
        if order.denominator == 1:
            return int(order)
    raise Misread(text, f"does not fall on one of the {steps} steps; {_choice(scale)}")


def _agreed(step: int, word: str, scale: Scale, text: str) -> int:
    """A step given by number and by word, which have to agree where the word is known."""
    by_word = _by_word(word, scale)
    if by_word is not None and by_word != step:
        raise Misread(text, f"says two different steps; {_choice(scale)}")
    return by_word if by_word is not None else _by_number(step, scale, as_shares=False)


def _plain(text: str) -> str:
    return _PUNCTUATION.sub(" ", text.lower()).strip()


def _choice(scale: Scale) -> str:
    return f"write one of {', '.join(scale.labels)}"
