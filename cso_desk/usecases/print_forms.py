"""Print forms: which there are, one as a preview, many as one PDF or one file each."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.policy import Pack
from cso_desk.progress import Progress, Silent
from cso_desk.records import Organization, fields_of
from cso_desk.store import Desk

from . import paper_coding, paper_data, policy_pack, print_log, print_masks
from .done import Done
from .export_ledger import Mask
from .print_how import AS_USUAL as AS_USUAL
from .print_how import How as How
from .print_how import Printed as Printed
from .print_how import file_name
from .print_log import Note

if TYPE_CHECKING:
    from cso_desk.documents import Drawn, Layout


@dataclass(frozen=True, slots=True)
class FormInfo:
    """One form of the policy pack; `per` says what one sheet is about: organization, community, round …

    `word` tells that it can also be written as a Word file.
    """

    code: str
    title: str
    per: str
    word: bool = False


def forms(desk: Desk) -> list[FormInfo]:
    """Return the forms of the policy pack in force in the order of their codes, those of filings (F01 …) first."""
    layouts = policy_pack.pack(desk).layouts
    return [
        FormInfo(code, raw["title"], raw.get("per", "organization"), raw.get("word", False))
        for code, raw in sorted(layouts.items(), key=lambda one: (one[0][0] != "F", one[0]))
    ]


def draw_layout(
    desk: Desk,
    code: str,
    pages: Sequence[Mapping[str, object]],
    out: Path | None,
    progress: Progress | None = None,
    all_copies: bool | None = None,
) -> tuple[bytes, Drawn]:
    """Draw one form for each mapping of `pages`; the whole PDF goes to `out` (as `.part` first) and comes back.

    Raises `Trouble` for an unknown form, a missing font or a folder that cannot be written.
    """
    from cso_desk import documents

    from . import paper_metadata

    buffer = io.BytesIO()
    layout = _layout(policy_pack.pack(desk), code)
    drawn = documents.draw(
        layout,
        pages,
        buffer,
        fonts=_fonts(),
        made_at=desk.clock.now(),
        metadata=paper_metadata.of_paper(desk, layout, pages),
        progress=progress,
        bookmarks=len(pages) > 1,
        all_copies=all_copies,
    )
    if out is not None and drawn.pages:
        write_whole(out, buffer.getvalue())
    return buffer.getvalue(), drawn


def write_whole(out: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all; raises `Trouble`."""
    part = out.with_name(out.name + ".part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    except OSError as fault:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise Trouble(
            "UNWRITABLE", f"写不进 {out}（{fault.strerror}），请换一个文件夹再试。"
        ) from None


def layout_of(desk: Desk, code: str) -> Layout:
    """Return the layout of a form of the pack in force; raises `Trouble` NO_FORM."""
    return _layout(policy_pack.pack(desk), code)


def fonts() -> Any:
    """Return the fonts of this program, loaded once."""
    return _fonts()


@cache
def _fonts() -> Any:
    from cso_desk.documents import Fonts

    return Fonts()


_layouts: dict[tuple[str, str], tuple[Mapping[str, Any], Layout]] = {}


def _layout(pack: Pack, code: str) -> Layout:
    from cso_desk.documents import read_layout

    if code not in pack.layouts:
        raise Trouble("NO_FORM", f"没有表 {code}，请用 form list 查看有哪些表。")
    raw = pack.layout(code)
    known = _layouts.get((pack.version, code))
    if known is None or known[0] != raw:
        known = _layouts[pack.version, code] = (raw, read_layout(raw))
    return known[1]


def preview(desk: Desk, code: str, organization: str, how: How = AS_USUAL) -> bytes:
    """Return the PDF of one form for one organization (empty id: the blank form).

    Raises `Trouble`, also when a character has no glyph.
    """
    data = data_of(desk, code, [organization]) if organization else [_blank(desk)]
    if not data:
        raise Trouble("NO_RECORD", "找不到这个组织，可能已被删除，请刷新列表。")
    return preview_data(desk, code, data, how)


def preview_data(
    desk: Desk, code: str, data: Sequence[Mapping[str, Any]], how: How = AS_USUAL
) -> bytes:
    """Return the PDF of one form for these data as it would print; raises `Trouble` NOT_PRINTED."""
    content, drawn = _drawn(desk, code, data, None, None, how)
    if drawn.skipped:
        raise Trouble("NOT_PRINTED", drawn.skipped[0][1])
    return content


def data_of(desk: Desk, code: str, ids: Sequence[str]) -> list[paper_data.PaperData]:
    """Return what a form says of organizations, with the opinions of their filing where it has room for them."""
    from cso_desk import documents

    from . import case_paper_words, form_data

    data = form_data.pages(desk, code, ids)
    placed = documents.placed_keys(_layout(policy_pack.pack(desk), code))
    if any(key.startswith("opinion.") for key in placed):
        case_paper_words.add_opinions(desk, data)
    return data


def _blank(desk: Desk) -> paper_data.PaperData:
    return {"practice": bool(desk.get_setting("practice", False))}


def names(desk: Desk, ids: Sequence[str]) -> list[str]:
    """Return the names of these organizations, in their order."""
    with desk.read() as session:
        found = {
            record: name
            for bundle in store.chunks(ids)
            for record, name in store.values_of(session, Organization, ("id", "name"), id=bundle)
        }
    return [found[one] for one in ids if one in found]


def print_blank(desk: Desk, code: str, out: Path, copies: int = 1) -> Done[Printed]:
    """Print one empty form, `copies` times, to be filled by hand; raises `Trouble`."""
    _, drawn = draw_layout(desk, code, [_blank(desk)] * copies, out)
    done = note_blank(desk, code, drawn.pages // copies, copies, print_log.PDF)
    return Done(Printed(files=[out], pages=drawn.pages), done.changes)


def note_blank(desk: Desk, code: str, pages: int, copies: int, way: str) -> Done[int]:
    """Put on record that a blank form of so many pages was printed."""
    return print_log.note(
        desk, [Note(code, "", "", "", pages)], mask="none", way=way, copies=copies
    )


def print_forms(
    desk: Desk,
    code: str,
    ids: Sequence[str],
    out: Path,
    progress: Progress | None = None,
    one_file: bool = True,
    how: How = AS_USUAL,
) -> Done[Printed]:
    """Print a form for organizations into one PDF `out`, or one file each into the folder `out`.

    Missing fields come out as blanks and are listed; a record is skipped only when a character has no glyph or the
    layout has no room. A stop leaves no half-made file. Raises `Trouble`, `Stopped`.
    """
    _require_organization_form(desk, code)
    data = data_of(desk, code, ids)
    if not data:
        raise Trouble("NOTHING_CHOSEN", "没有选中组织，请先在列表里选。")
    return print_data(desk, code, data, out, progress, one_file, how)


def print_data(
    desk: Desk,
    code: str,
    data: Sequence[Mapping[str, Any]],
    out: Path,
    progress: Progress | None = None,
    one_file: bool = True,
    how: How = AS_USUAL,
) -> Done[Printed]:
    """Print a form for data that name an organization each (`id`, `org`), and note what was printed.

    Raises `Trouble`, `Stopped`; what lies whole in a folder before a stop stays and is noted.
    """
    sheets = list(data)
    job = Job(desk, code, how)
    if one_file:
        job.draw(sheets, out, progress)
        job.keep()
        job.note()
    else:
        try:
            _print_each(job, sheets, out, progress or Silent())
        finally:
            job.note()
    return Done(job.printed, job.changes)


class Job:
    """One form drawn for records, in one go or one by one; `keep` says that it came out,
    `note` puts it on record at the end."""

    def __init__(self, desk: Desk, code: str, how: How) -> None:
        self.printed = Printed()
        self.changes: frozenset[tuple[str, str]] = frozenset()
        self.notes: list[Note] = []
        self._fresh: list[Note] = []
        self.pages: list[tuple[Mapping[str, Any], int, int]] = []
        """Of what was drawn last: the record, its first page (from 0) and the page after its last."""
        self._desk, self.code, self._how = desk, code, how
        self._layout = _layout(policy_pack.pack(desk), code)
        self.mask: Mask = how.mask or print_masks.default_of(desk, code)
        self.whole_numbers = False

    def draw(
        self, data: Sequence[Mapping[str, Any]], out: Path | None, progress: Progress | None = None
    ) -> bytes:
        """Draw these records into `out` (None: only return the PDF) and remember what came of it."""
        data = paper_coding.coded(self._desk, self.code, data)
        content, drawn = _drawn(self._desk, self.code, data, out, progress, self._how)
        printed = self.printed
        printed.pages += drawn.pages
        if out is not None and drawn.pages:
            printed.files.append(out)
        printed.incomplete += _incomplete(self._desk, self.code, data)
        printed.skipped += [(data[number]["org"]["name"], why) for number, why in drawn.skipped]
        left = {number for number, _ in drawn.skipped}
        kept = [one for number, one in enumerate(data) if number not in left]
        ends = [*drawn.first_pages[1:], drawn.pages]
        self.pages = list(zip(kept, drawn.first_pages, ends, strict=True))
        self._remember()
        return content

    def _remember(self) -> None:
        from cso_desk import documents

        from .print_digest import digest_of

        placed = documents.placed_keys(self._layout)
        self._fresh = []
        for one, first, end in self.pages:
            digest = digest_of(self._layout, one)
            self._fresh.append(
                Note(self.code, one["id"], one.get("about", ""), digest, end - first, one)
            )
            if self.mask == "none" and print_masks.shows_identity(placed, one):
                self.whole_numbers = True

    @property
    def sheets(self) -> int:
        """How many copies of each paper one print holds: one for each keeper, or one."""
        layout, wanted = self._layout, self._how.all_copies
        every = layout.all_copies if wanted is None else wanted
        return max(len(layout.keepers), 1) if every and self._how.offset is None else 1

    def keep(self, paper: int | None = None) -> None:
        """What was drawn last (the paper of this number, None: all) came out: it belongs on record."""
        self.notes += self._fresh if paper is None else [self._fresh[paper]]

    def note(self) -> None:
        """Put on record what was kept since the last note."""
        notes, self.notes = self.notes, []
        self.changes |= print_log.note(
            self._desk,
            notes,
            mask=self.mask,
            way=self._how.way,
            copies=self._how.copies,
            whole_numbers=self.whole_numbers,
        ).changes


def _drawn(
    desk: Desk,
    code: str,
    data: Sequence[Mapping[str, Any]],
    out: Path | None,
    progress: Progress | None,
    how: How,
) -> tuple[bytes, Drawn]:
    """Draw a form as `how` says: with what is hidden, and only its values where an offset is given."""
    mask = how.mask or print_masks.default_of(desk, code)
    shown = [print_masks.masked(one, mask) for one in data]
    if how.offset is not None:
        from . import overprinting

        return overprinting.draw(desk, code, shown, out, how.offset, progress)
    return draw_layout(desk, code, shown, out, progress, how.all_copies)


def _require_organization_form(desk: Desk, code: str) -> None:
    from . import form_data

    found = next((one for one in forms(desk) if one.code == code), None)
    if found is None:
        raise Trouble("NO_FORM", f"没有表 {code}，请用 form list 查看有哪些表。")
    if found.per not in form_data.PER:
        raise Trouble("OTHER_FORM", f"{found.title}不按组织打印，请在公开、评议或报送页里打印。")


def _incomplete(
    desk: Desk, code: str, data: Iterable[Mapping[str, Any]]
) -> list[tuple[str, list[str]]]:
    from cso_desk import documents

    placed = documents.placed_keys(_layout(policy_pack.pack(desk), code))
    fields = fields_of(Organization).values()
    wanted = [f for f in fields if f.required == "to_file" and f"org.{f.key}" in placed]
    found = []
    for one in data:
        blank = [field.label for field in wanted if not one["org"][field.key]]
        if blank:
            found.append((one["org"]["name"], blank))
    return found


def _print_each(job: Job, data: Sequence[Mapping[str, Any]], out: Path, progress: Progress) -> None:
    taken: set[str] = set()
    for number, one in enumerate(data):
        name = one["org"]["name"]
        progress.step(number, len(data), name)
        job.draw([one], out / file_name(f"{job.code}_{name}", taken))
        job.keep()
    progress.step(len(data), len(data), "")
