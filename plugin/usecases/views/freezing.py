"""The form for freezing what was agreed: what may be frozen, and a name that says what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plugin.domain.ids import ProjectId
from plugin.usecases.records import Version
from plugin.usecases.views.wording import Wording


@dataclass(frozen=True, slots=True)
class FreezeForm:
    """The fields as they stand: `options` are (value, label), `errors` by field with "" for what fits none."""

    url: str
    name_url: str
    options: tuple[tuple[str, str], ...]
    of: str
    name: str
    as_of: str
    errors: Mapping[str, str]


def freeze_view(
    say: Wording,
    url: str,
    versions: Sequence[Version],
    project_id: ProjectId,
    project_name: str,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> FreezeForm:
    """The form; open versions are offered first, then released ones, then the project as a whole."""
    offered = sorted((v for v in versions if not v.deleted), key=lambda v: (v.archived, v.released))
    options = [(f"version:{v.id}", _label(say, v)) for v in offered]
    options.append((f"project:{project_id}", say.gettext("Everything in %(project)s", project=project_name)))
    names = {f"version:{v.id}": v.name for v in offered} | {f"project:{project_id}": project_name}
    of = typed.get("of", "")
    of = of if of in names else options[0][0]
    return FreezeForm(
        url=url,
        name_url=f"{url}/name",
        options=tuple(options),
        of=of,
        name=typed.get("name", say.gettext("%(name)s as agreed", name=names[of])),
        as_of=typed.get("as_of", ""),
        errors=errors,
    )


def _label(say: Wording, version: Version) -> str:
    if version.released:
        return say.gettext("Release %(name)s (released)", name=version.name)
    return say.gettext("Release %(name)s", name=version.name)
