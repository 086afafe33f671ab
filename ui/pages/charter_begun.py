"""What the charter editor begins with: read off the window's thread in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cso_desk.usecases.charter import CharterDraft, CharterInfo
    from cso_desk.usecases.charter_presets import Preset
    from cso_desk.usecases.charter_text import Clause
    from cso_desk.usecases.opening import Desk


@dataclass(frozen=True, slots=True)
class Begun:
    """One organization's charter: the draft, the newest version, what may be chosen; `kind` is the preset's id.

    `written` are the clauses of the newest version where it was written from the same template and no kind was asked.
    """

    name: str
    draft: CharterDraft
    kept: CharterInfo | None
    written: Sequence[Clause]
    templates: Sequence[tuple[str, str]]
    kinds: Sequence[tuple[str, str]]
    kind: str
    preset: Preset | None


def read_begun(desk: Desk, organization: str, template: str, kind: str) -> Begun:
    """Read what the editor begins with; without a template the one written last, else the kind's, else the default."""
    from cso_desk.usecases import charter, charter_presets, register

    name = register.show(desk, organization).values["name"]
    kept = charter.current(desk, organization)
    preset = charter_presets.apply(desk, organization, kind) if kind else None
    chosen = template or (preset.template if preset else "")
    draft = charter.start(desk, organization, chosen)
    same = kept is not None and kept.template == draft.template and preset is None
    templates = [(one.id, one.title) for one in charter.templates(desk)]
    return Begun(
        name,
        draft,
        kept,
        kept.clauses if kept is not None and same else (),
        templates,
        charter_presets.titles(desk),
        kind or ("" if kept else charter_presets.suggested(desk, organization)),
        preset,
    )
