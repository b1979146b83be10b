"""What becomes of the rows of one slice: new risks, changed ones, and everything that is to be told of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from plugin.domain.ids import ProjectId, RiskId
from plugin.domain.rating import Stage
from plugin.domain.risk import Risk, Source, risk_problems
from plugin.domain.treatment import Direction
from plugin.domain.watching import LONGEST_TEXT
from plugin.domain.written.misread import Misread
from plugin.usecases.import_records import Counts, Imported, ImportProblem
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.sheets.around import Around
from plugin.usecases.sheets.building import laid_over
from plugin.usecases.sheets.bulk import Change
from plugin.usecases.sheets.mapping import BY_TARGET
from plugin.usecases.sheets.merging import cells_of, headings, merged, said
from plugin.usecases.sheets.row_reading import OF_ID, ReadRow, shown_cells
from plugin.usecases.tables import RowProblem, SheetRow
from plugin.usecases.views.wording import Wording

BAD, NOTE = "bad", "note"


@dataclass(frozen=True, slots=True)
class Given:
    """A row of the sheet with what was read from it."""

    row: SheetRow
    read: ReadRow


@dataclass(frozen=True, slots=True)
class Known:
    """What is there already: what rows of the same references became, and the risks that are meant."""

    imported: Mapping[str, Imported]
    risks: Mapping[RiskId, Risk]


@dataclass(slots=True)
class Verdict:
    """What is to be written for a slice."""

    changes: list[Change] = field(default_factory=list)
    imported: list[Imported] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)

    def count(self, name: str) -> None:
        """One more of that name."""
        self.counts = replace(self.counts, **{name: getattr(self.counts, name) + 1})


def known_of(uow: UnitOfWork, project_id: ProjectId, rows: Iterable[ReadRow]) -> Known:
    """What is there already for these rows."""
    references = {row.reference for row in rows}
    imported = uow.imports.imported(project_id, references)
    ids = {one.risk_id for one in imported.values()}
    ids |= {RiskId(one.removeprefix(OF_ID)) for one in references if one.startswith(OF_ID)}
    found = uow.risks.many(ids)
    return Known(imported, {key: risk for key, risk in found.items() if risk.project_id == project_id})


class Judge:
    """Goes through the rows of one import."""

    def __init__(
        self, project_id: ProjectId, import_id: str, columns: Sequence[str], around: Around, say: Wording
    ) -> None:
        """`columns` are the headings of the sheet."""
        self._project_id = project_id
        self._import_id = import_id
        self._columns = columns
        self._around = around
        self._say = say

    def slice(self, rows: Iterable[Given], known: Known) -> Verdict:
        """The verdict on these rows, in their order."""
        verdict, seen = Verdict(), dict[str, int]()
        for given in rows:
            self._one(given, known, seen, verdict)
        return verdict

    def _one(self, given: Given, known: Known, seen: dict[str, int], verdict: Verdict) -> None:
        read = given.read
        before = known.imported.get(read.reference)
        came = before is not None and before.import_id == self._import_id
        first = seen.get(read.reference) or (before.row if before is not None and came else None)
        if read.problems:
            self._refuse(given, read.problems, verdict)
        elif first is not None and first != read.number:
            verdict.count("duplicates")
            detail = f"This is the same risk as row {first}, which was taken. Remove one, or give it a key of its own."
            self._tell(given, BAD, "", detail, verdict)
        else:
            seen[read.reference] = read.number
            self._take(given, before, self._held(read, before, known), verdict)

    @staticmethod
    def _held(read: ReadRow, before: Imported | None, known: Known) -> Risk | None:
        if before is not None:
            return known.risks.get(before.risk_id)
        if read.reference.startswith(OF_ID):
            return known.risks.get(RiskId(read.reference.removeprefix(OF_ID)))
        return None

    def _take(self, given: Given, before: Imported | None, held: Risk | None, verdict: Verdict) -> None:
        if held is not None and held.deleted_at is not None:
            verdict.count("kept")
            self._tell(
                given, NOTE, "", f"{held.key} was deleted here and stays so; restore it to bring it in.", verdict
            )
            return
        try:
            if held is None:
                self._raise(given, verdict)
            else:
                self._merge(given, before, held, verdict)
        except Misread as misread:
            self._refuse(given, [RowProblem(given.row.number, None, str(misread))], verdict)

    def _raise(self, given: Given, verdict: Verdict) -> None:
        read, stamp = given.read, self._around.stamp
        blank = Risk(
            id=RiskId(stamp.new_id()),
            key="",
            project_id=self._project_id,
            title="",
            cause="",
            event="",
            effect="",
            direction=Direction.THREAT,
            category=None,
            owner=None,
            ratings={},
            raised_at=stamp.now,
            raised_by=stamp.by,
            source=Source("import", read.reference),
        )
        made = laid_over(blank, read, read.values.keys(), self._around)
        if made.current is not None and not any(code.startswith("inherent.") for code in read.values):
            made = replace(made, ratings={Stage.INHERENT: made.ratings[Stage.CURRENT], **made.ratings})
        if problems := self._problems(made, given):
            self._refuse(given, problems, verdict)
            return
        verdict.count("added")
        verdict.changes.append((None, made))
        self._keep(given, made, cells_of(made, self._around, self._say), verdict)

    def _merge(self, given: Given, before: Imported | None, held: Risk, verdict: Verdict) -> None:
        outcome = merged(held, given.read, before, self._around, self._say)
        if problems := self._problems(outcome.risk, given):
            self._refuse(given, problems, verdict)
            return
        if outcome.kept:
            verdict.count("kept")
            names = headings(outcome.kept, self._heading_of())
            detail = f"{held.key}: {names} stayed as people have edited it here since; the sheet says something else."
            self._tell(given, NOTE, names, detail, verdict)
        if outcome.risk == held:
            verdict.count("unchanged")
        else:
            verdict.count("changed")
            verdict.changes.append((held, outcome.risk))
        self._keep(given, outcome.risk, outcome.cells, verdict)

    def _keep(self, given: Given, risk: Risk, cells: Mapping[str, str], verdict: Verdict) -> None:
        """Remember what the row became, and the record as the sheet left it."""
        read = given.read
        verdict.imported.append(
            Imported(
                reference=read.reference,
                risk_id=risk.id,
                key=read.key,
                import_id=self._import_id,
                row=read.number,
                values=said(read),
                cells=cells,
                relations=read.text("relations"),
            )
        )
        for note in read.notes:
            self._tell(given, NOTE, "", note, verdict)

    def _problems(self, risk: Risk, given: Given) -> list[RowProblem]:
        models = self._around.models
        unknown = {
            rating.model_version
            for rating in (*risk.ratings.values(), risk.hint, risk.proposal.rating if risk.proposal else None)
            if rating is not None and rating.model_version not in {models.current.version, *models.older}
        }
        number = given.row.number
        if unknown:
            detail = f"The risk model {', '.join(sorted(unknown))} is not known here; leave that column out."
            return [RowProblem(number, None, detail)]
        found = [RowProblem(number, None, _sentence(one.pointer, one.detail)) for one in risk_problems(models, risk)]
        if any(len(trigger.text) > LONGEST_TEXT for trigger in risk.triggers):
            found.append(RowProblem(number, None, f"Triggers: keep each to {LONGEST_TEXT} characters."))
        return found

    def _refuse(self, given: Given, problems: Iterable[RowProblem], verdict: Verdict) -> None:
        verdict.count("bad")
        for problem in problems:
            place = problem.column
            column = self._columns[place - 1] if place and place <= len(self._columns) else ""
            self._tell(given, BAD, column, problem.detail, verdict)

    def _tell(self, given: Given, kind: str, column: str, detail: str, verdict: Verdict) -> None:
        number = given.row.number
        position = sum(one.row == number for one in verdict.problems[-60:])
        cells = tuple(shown_cells(given.row)) if kind == BAD and position == 0 else ()
        verdict.problems.append(ImportProblem(number, position, kind, column, detail, cells))

    def _heading_of(self) -> dict[str, str]:
        places = self._around.mapping.columns
        return {code: self._columns[place] for place, code in enumerate(places) if code and place < len(self._columns)}


def _sentence(pointer: str, detail: str) -> str:
    """A problem of the record in the words of the sheet: "/ratings/current/cost" is the column of that stage."""
    name = pointer.removeprefix("/ratings/").removeprefix("/treatment/").strip("/").replace("/", ".")
    field_ = BY_TARGET.get(name)
    return f"{field_.heading if field_ else name}: {detail}."
