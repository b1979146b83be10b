"""A project's settings as a page: switching on and reading in, the estimate, what follows a response, the currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain.response import WhenDone
from plugin.usecases.records import Project
from plugin.usecases.views.wording import Wording

NUMERIC = (":float", "jsw-story-points", ":story-points")
"""How the custom types of Jira's number fields end."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How reading in stands; `tone` is "", or the kind of banner that says what went wrong or well."""

    sentence: str
    tone: str
    is_running: bool
    done: int
    total: int | None
    button: str


@dataclass(frozen=True, slots=True)
class Field:
    """A setting: its value, and what may be chosen; without `options` it is typed."""

    value: str
    options: tuple[tuple[str, str], ...]
    error: str = ""


@dataclass(frozen=True, slots=True)
class SettingsView:
    """Everything on the page."""

    title: str
    sentence: str
    is_on: bool
    reading: Reading
    estimate: Field
    estimate_hint: str
    when_done: Field
    currency: Field
    speciality: Field
    url: str


def settings_view(
    say: Wording,
    project: Project,
    fields: Sequence[tuple[str, str, str | None]] | None,
    url: str,
    error: tuple[str, str, str] = ("", "", ""),
    packs: Sequence[tuple[str, str]] = (),
) -> SettingsView:
    """The page; `fields` are Jira's, None where it did not answer; `error` is a section, what was typed, why not.

    `packs` are the specialities to choose from, each a code and its name.
    """
    settings = project.settings
    section, typed, why = error

    def field(name: str, value: str, options: Sequence[tuple[str, str]] = ()) -> Field:
        return Field(typed, tuple(options), why) if name == section else Field(value, tuple(options))

    return SettingsView(
        title=say.gettext("Plumbline in %(project)s", project=project.name),
        sentence=_sentence(say, project),
        is_on=project.enabled,
        reading=reading_view(say, project),
        estimate=field("estimate", settings.estimate_field or "", _number_fields(say, fields, settings.estimate_field)),
        estimate_hint=say.gettext("Another field means that the project is read in again.")
        if fields is not None
        else say.gettext("Jira does not list its fields now; type the field’s id, such as customfield_10016."),
        when_done=field("when_done", settings.when_done.value, _when_done(say)),
        currency=field("currency", settings.currency),
        speciality=field("speciality", settings.speciality or "", (("", say.gettext("not said yet")), *packs)),
        url=url,
    )


def reading_view(say: Wording, project: Project) -> Reading:
    """How far the project was read in, and what can be done about it."""
    progress = project.progress
    if not project.enabled:
        text = say.gettext(
            "Plumbline does not follow this project yet. Switching it on reads its issues and their histories once; "
            "from then on it is told of every change."
        )
        return Reading(text, "", is_running=False, done=0, total=None, button=say.gettext("Switch on for this project"))
    again = say.gettext("Read in again")
    if progress.state == "running":
        text = say.gettext("Reading issues and their histories from Jira. You may leave this page.")
        return Reading(text, "", is_running=True, done=progress.done, total=progress.total, button="")
    if progress.state == "failed":
        why = progress.message or say.gettext("Jira did not answer.")
        text = say.gettext("Reading in stopped: %(why)s What was read stays.", why=why)
        return Reading(text, "warning", is_running=False, done=progress.done, total=progress.total, button=again)
    if progress.state == "done":
        text = say.ngettext(
            "%(n)s issue was read in.", "%(n)s issues were read in.", progress.done, n=say.number(progress.done)
        )
        return Reading(text, "success", is_running=False, done=progress.done, total=progress.total, button=again)
    text = say.gettext("The project is followed, but was not read in yet.")
    return Reading(text, "", is_running=False, done=0, total=None, button=say.gettext("Read in now"))


def is_numeric(custom_type: str | None) -> bool:
    """Whether a field of Jira's holds a number that can be an estimate."""
    return custom_type is not None and custom_type.endswith(NUMERIC)


def _number_fields(
    say: Wording, fields: Sequence[tuple[str, str, str | None]] | None, chosen: str | None
) -> tuple[tuple[str, str], ...]:
    if fields is None:
        return ()
    options = sorted(((fid, name) for fid, name, kind in fields if is_numeric(kind)), key=lambda o: o[1].casefold())
    if chosen and chosen not in {fid for fid, _ in options}:
        options.append((chosen, say.gettext("%(field)s (no longer among Jira’s number fields)", field=chosen)))
    return (("", say.gettext("None: scope is counted in issues")), *options)


def _when_done(say: Wording) -> tuple[tuple[str, str], ...]:
    return (
        (WhenDone.MOVE.value, say.gettext("Move the risk to its target rating at once")),
        (WhenDone.ASK.value, say.gettext("Ask the risk’s owner first")),
    )


def _sentence(say: Wording, project: Project) -> str:
    if not project.enabled:
        return say.gettext("Plumbline is not switched on for this project.")
    if project.settings.estimate_field is None:
        return say.gettext(
            "Plumbline follows this project; no estimate field is chosen, so scope is counted in issues."
        )
    return say.gettext("Plumbline follows this project.")
