"""The editor's form made larger or smaller: what is there stays, new steps and cells follow from their neighbours."""

from __future__ import annotations

from plugin.domain.model_marks import SYMBOLS, TONES
from plugin.web.ui.model_form import Reader, Values, plain

MOST = 7
SIZES = ("steps-p", "steps-i", "steps-l")


def reshaped(values: Values) -> dict[str, str]:
    """The values for as many steps and levels as are chosen now, from those of `was-…` that the form was made for."""
    read = Reader(values)
    new = {name: max(read.count(name, MOST), 2) for name in SIZES}
    old = {name: read.count(f"was-{name}", MOST) or new[name] for name in SIZES}
    after = dict(values)
    for n in range(old["steps-p"] + 1, new["steps-p"] + 1):
        after |= _split(after, n)
    for n in range(old["steps-i"] + 1, new["steps-i"] + 1):
        after[f"i{n}-label"] = str(n)
    for n in range(old["steps-l"] + 1, new["steps-l"] + 1):
        after |= _new_level(after, n)
    after |= _cells(after, old, new)
    top = new["steps-l"]
    if read.count("appetite", 9) > top:
        after["appetite"] = str(top)
    return after | {name: str(count) for name, count in new.items()}


def _split(values: Values, n: int) -> dict[str, str]:
    """A new topmost probability takes the upper half of the one below it."""
    read = Reader(values)
    low, high = (read.share(f"p{n - 1}-{end}", "") * 100 for end in ("low", "high"))
    middle = (low + high) / 2
    return {
        f"p{n - 1}-high": plain(middle),
        f"p{n - 1}-point": plain((low + middle) / 2),
        f"p{n}-label": str(n),
        f"p{n}-low": plain(middle),
        f"p{n}-high": plain(high),
        f"p{n}-point": plain((middle + high) / 2),
    }


def _new_level(values: Values, n: int) -> dict[str, str]:
    """A new topmost level with a symbol and a tone that no other has."""
    symbols = [values.get(f"l{k}-symbol") for k in range(1, n)]
    tones = [values.get(f"l{k}-tone") for k in range(1, n)]
    return {
        f"l{n}-name": str(n),
        f"l{n}-symbol": next(one for one in SYMBOLS if one not in symbols),
        f"l{n}-tone": next(one for one in TONES if one not in tones),
        f"l{n}-review": "7",
        f"l{n}-accept": "board",
    }


def _cells(values: Values, old: dict[str, int], new: dict[str, int]) -> dict[str, str]:
    """Cells beyond the old size are painted like the nearest old one; levels that are gone become the highest left."""
    cells = {}
    for p in range(1, new["steps-p"] + 1):
        for i in range(1, new["steps-i"] + 1):
            held = values.get(f"m{min(p, old['steps-p'])}-{min(i, old['steps-i'])}", "")
            rank = int(held) if held.isascii() and held.isdigit() else 0
            cells[f"m{p}-{i}"] = str(min(rank, new["steps-l"])) if rank else ""
    return cells
