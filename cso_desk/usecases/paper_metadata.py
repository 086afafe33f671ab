"""What an archive asks of a drawn paper: 题名, 责任者, 文号 or 编号 and 日期, read from the data it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cso_desk.store import Desk

from .units import own_unit

if TYPE_CHECKING:
    from cso_desk.documents import Layout, Metadata

_NUMBERS = (
    "decision.document_number",
    "certificate.number",
    "decision.number",
    "filing.number",
    "case.number",
    "package.check_code",
)
"""Where a paper's own number may stand, the most official first."""


def of_paper(desk: Desk, layout: Layout, pages: Sequence[Mapping[str, object]]) -> Metadata:
    """Return the metadata of one layout drawn for `pages`; only a single paper has subject and number."""
    from cso_desk.documents import Metadata, Scope, placed_keys

    subject, number = "", ""
    if len(pages) == 1:
        scope, placed = Scope(pages[0]), placed_keys(layout)
        subject = layout.subject.fill(scope)
        number = next((scope.text(key) for key in _NUMBERS if key in placed if scope.text(key)), "")
    title = f"{layout.code} {layout.title}"
    return Metadata(
        f"{title}（{subject}）" if subject else title,
        own_unit(desk).full_name,
        number,
        desk.clock.today(),
    )


def of_sheaf(desk: Desk, title: str) -> Metadata:
    """Return the metadata of several papers in one file."""
    from cso_desk.documents import Metadata

    return Metadata(title, own_unit(desk).full_name, day=desk.clock.today())
