"""The risk models of a site as a list: which one is rated with here, who made it when, what could be begun from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from plugin.domain.ids import AccountId
from plugin.domain.model_presets import PRESETS
from plugin.domain.risk_model import RiskModel
from plugin.usecases.records import MadeModel
from plugin.usecases.views.marks import LevelMark, level_mark
from plugin.usecases.views.model_words import preset_words, size_words
from plugin.usecases.views.wording import Moment, Wording


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model on the shelf."""

    version: str
    name: str
    size: str
    made: Moment | None
    who: str
    levels: tuple[LevelMark, ...]
    is_used: bool
    is_sites: bool


@dataclass(frozen=True, slots=True)
class Start:
    """Something to begin a model from."""

    key: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Outdated:
    """An older model that some ratings still stand in."""

    version: str
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The section: for the site, or for one project with a choice of its own or none."""

    url: str
    is_site: bool
    sentence: str
    has_own: bool
    rows: tuple[ModelRow, ...]
    starts: tuple[Start, ...]
    outdated: tuple[Outdated, ...] = ()


def model_rows(
    say: Wording, made: Sequence[MadeModel], names: Mapping[AccountId, str], used: str, sites: str
) -> tuple[ModelRow, ...]:
    """The list, newest first; `used` is the version rated with here, `sites` the one of projects without a choice."""
    return tuple(
        ModelRow(
            version=one.model.version,
            name=one.model.name,
            size=size_words(say, one.model),
            made=_moment(say, one.made_at),
            who=names.get(one.made_by, "") if one.made_by else "",
            levels=tuple(level_mark(one.model, level) for level in one.model.levels),
            is_used=one.model.version == used,
            is_sites=one.model.version == sites,
        )
        for one in made
    )


def starts(say: Wording) -> tuple[Start, ...]:
    """The presets, in their order."""
    return tuple(Start(one.key, one.model.name, preset_words(say, one)) for one in PRESETS.values())


def site_sentence(say: Wording, model: RiskModel) -> str:
    """What projects without a choice rate with."""
    return say.gettext(
        "Projects without a model of their own rate with “%(name)s”. A model is never changed: editing makes a new "
        "version, and ratings keep the one that they were made with.",
        name=model.name,
    )


def project_sentence(say: Wording, model: RiskModel, *, has_own: bool) -> str:
    """What a project rates with, and whether by its own choice."""
    if has_own:
        return say.gettext("This project rates with a model of its own choice, “%(name)s”.", name=model.name)
    return say.gettext("This project follows the site and rates with “%(name)s”.", name=model.name)


def outdated_rows(
    say: Wording, counts: Mapping[str, int], models: Mapping[str, RiskModel], total: int
) -> tuple[Outdated, ...]:
    """One row for each older model in use, with how many of the open risks and drafts stand in it."""
    return tuple(
        Outdated(
            version,
            models[version].name,
            say.ngettext(
                "%(n)s of %(total)s open risk is rated with the older model “%(name)s”.",
                "%(n)s of %(total)s open risks are rated with the older model “%(name)s”.",
                total,
                n=say.number(count),
                total=say.number(total),
                name=models[version].name,
            ),
        )
        for version, count in sorted(counts.items(), key=lambda item: -item[1])
    )


def _moment(say: Wording, at: datetime | None) -> Moment | None:
    return None if at is None else say.moment(at)
