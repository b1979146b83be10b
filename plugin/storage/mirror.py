"""What Jira's properties were last told, so that what they say already is not written again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from plugin.storage.repository import Repository, chunks
from plugin.storage.tables.jira import mirrored


class SqlMirror(Repository):
    """Fulfils Mirror."""

    def sent(self, subjects: Collection[str]) -> dict[str, str]:
        """The fingerprints last sent, of those subjects that were ever sent."""
        found: dict[str, str] = {}
        for chunk in chunks(sorted(set(subjects))):
            rows = self._rows(self._select(mirrored).where(mirrored.c.subject.in_(chunk)))
            found.update((row["subject"], row["fingerprint"]) for row in rows)
        return found

    def sent_at(self, subjects: Collection[str]) -> dict[str, datetime]:
        """When that was."""
        found: dict[str, datetime] = {}
        for chunk in chunks(sorted(set(subjects))):
            rows = self._rows(self._select(mirrored).where(mirrored.c.subject.in_(chunk)))
            found.update((row["subject"], row["sent_at"]) for row in rows)
        return found

    def note(self, fingerprints: Mapping[str, str], at: datetime) -> None:
        """Remember what was sent."""
        rows = [{"subject": s, "fingerprint": mark, "sent_at": at} for s, mark in sorted(fingerprints.items())]
        self._upsert(mirrored, rows)
