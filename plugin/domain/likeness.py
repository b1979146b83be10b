"""Which titles say the same in other words: sets of normalised words, compared by the share they have in common."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Generic, TypeVar

from plugin.domain.english import FUNCTION_WORDS, tokens

ALIKE = 0.7
"""Two titles say the same from this share of common words on. Three of four words still do ("Key developer leaves",
"Key developer leaves the team"), two of three do not ("Server outage", "Server outage at night"), nor do two that
differ in the one word that matters ("Interface to billing is late", "Interface to payroll is late")."""

KEPT = frozenset({"not", "no", "without", "never"})
"""Function words that turn a meaning round."""

_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ies", "ers", "ery", "ed", "er", "es", "s", "y", "e")
_SHORTEST_STEM = 4

Key = TypeVar("Key")
Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness(Generic[Key]):
    """Another title, and the share of words in common."""

    key: Key
    share: float


def words_of(text: str) -> Words:
    """The words of a text that carry meaning, without their endings: "Late deliveries" and "delivered late" agree."""
    words = tokens(text.replace("-", " "))
    meant = [word for word in words if word in KEPT or word not in FUNCTION_WORDS]
    return frozenset(_stem(word.removesuffix("'s")) for word in meant)


def share(one: Words, other: Words) -> float:
    """Common words among all words of both (Jaccard's index, 1901).

    0 where neither has any, and where they differ in what matters however much else they share: in a number ("Release
    1.1 slips", "Release 1.2 slips") or in a "not".
    """
    common = len(one & other)
    if not common or _sense(one) != _sense(other):
        return 0.0
    return common / len(one | other)


def repeats(text: str, other: str, least: float = ALIKE) -> bool:
    """Whether a text of at least two words says hardly more than another."""
    if not text or not other:
        return False
    one, two = words_of(text), words_of(other)
    if len(one) < 2 or len(one & two) < least * len(one | two):
        return False
    return share(one, two) >= least


class TitleIndex(Generic[Key]):
    """Titles by their words, to find those that say the same; the order of the titles decides who came first."""

    def __init__(self, titles: Mapping[Key, str]) -> None:
        self._places = {key: place for place, key in enumerate(titles)}
        self._same: dict[Words, list[Key]] = defaultdict(list)
        for key, title in titles.items():
            if words := words_of(title):
                self._same[words].append(key)

    def like(self, title: str) -> Sequence[Likeness[Key]]:
        """Titles that say the same as this one, most alike first; the whole index is looked through."""
        asked = words_of(title)
        found = [Likeness(key, share(asked, words)) for words, keys in self._same.items() for key in keys]
        return sorted((one for one in found if one.share >= ALIKE), key=lambda one: -one.share)

    def twins(self) -> dict[Key, Likeness[Key]]:
        """For each title that says the same as another, the one most alike; on a tie the one that came first."""
        found: dict[Key, Likeness[Key]] = {}
        for words, other, common in _alike(list(self._same)):
            for one, nearest in ((words, other), (other, words)):
                self._note(found, self._same[one][0], Likeness(self._same[nearest][0], common))
        for keys in self._same.values():
            for key in keys[1:]:
                found[key] = Likeness(keys[0], 1.0)
            if len(keys) > 1:
                found[keys[0]] = Likeness(keys[1], 1.0)
        return found

    def _note(self, found: dict[Key, Likeness[Key]], key: Key, one: Likeness[Key]) -> None:
        known = found.get(key)
        if known is None or (-one.share, self._places[one.key]) < (-known.share, self._places[known.key]):
            found[key] = one


def _alike(sets: Sequence[Words]) -> Iterator[tuple[Words, Words, float]]:
    """All pairs of different sets that are alike, each once, with their share.

    Only sets of the same sense that have one of their rarest words in common are compared: two sets of which so many
    words agree cannot differ in all of those (prefix filtering; Chaudhuri, Ganti and Kaushik, 2006). Words are bits of
    a number, so that comparing two sets is one operation.
    """
    how_common = Counter(word for words in sets for word in words)
    bits = {word: 1 << place for place, (word, _) in enumerate(how_common.most_common())}
    masks = [sum(bits[word] for word in words) for words in sets]
    senses = [_sense(words) for words in sets]
    by_word: dict[tuple[Words, str], list[int]] = defaultdict(list)
    for place in sorted(range(len(sets)), key=lambda place: len(sets[place])):
        words, mask, sense = sets[place], masks[place], senses[place]
        rarest = sorted(words, key=lambda word: (how_common[word], word))[: _telling(len(words))]
        near = {other for word in rarest for other in by_word[sense, word]}
        for other in near:
            common = (mask & masks[other]).bit_count()
            if common >= ALIKE * (len(words) + len(sets[other]) - common):
                yield words, sets[other], common / (len(words) + len(sets[other]) - common)
        for word in rarest:
            by_word[sense, word].append(place)


def _telling(size: int) -> int:
    """How many of a set's rarest words must be looked up to miss no set that is alike."""
    return size - ceil(ALIKE * size) + 1


def _sense(words: Words) -> Words:
    """What must agree before two titles can be alike: their numbers, and whether they deny something."""
    numbers = {word for word in words if any(mark.isdigit() for mark in word)}
    return frozenset(numbers | ({"not"} if words & KEPT else set()))


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    """The word without its commonest endings; crude on purpose, since both sides are treated alike."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return _stem(word.removesuffix(ending))
    return word
