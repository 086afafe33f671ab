"""Print forms: which there are, one as a preview, many as one PDF or one file each."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.policy import Pack
from cso_desk.progress import Progress, Silent
from cso_desk.records import Organization, Printout, fields_of
from cso_desk.store import Desk

from . import paper_data, policy_pack
from .done import Done

if TYPE_CHECKING:
    from cso_desk.documents import Drawn, Layout

_FILE_NAME_LIMIT = 60
_FORBIDDEN = '\\/:*?"<>|'


@dataclass(frozen=True, slots=True)
class FormInfo:
    """One form of the policy pack; `per` says what one sheet is about: organization, community, round …"""

    code: str
    title: str
    per: str


@dataclass
class Printed:
    """What came out: files, pages, blanks left to fill by hand, and what was not printed and why."""

    files: list[Path] = field(default_factory=list)
    pages: int = 0
    incomplete: list[tuple[str, list[str]]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def forms(desk: Desk) -> list[FormInfo]:
    """Return the forms of the policy pack in force, in the order of their codes."""
    layouts = policy_pack.pack(desk).layouts
    return [
        FormInfo(code, raw["title"], raw.get("per", "organization"))
        for code, raw in sorted(layouts.items())
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
        part.unlink(missing_ok=True)
        raise Trouble(
            "UNWRITABLE", f"写不进 {out}（{fault.strerror}），请换一个文件夹再试。"
        ) from None


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


def preview(desk: Desk, code: str, organization: str) -> bytes:
    """Return the PDF of one form for one organization (empty id: the blank form).

    Raises `Trouble`, also when a character has no glyph.
    """
    data = _of_organizations(desk, code, [organization]) if organization else [_blank(desk)]
    if not data:
        raise Trouble("NO_RECORD", "找不到这个组织，可能已被删除，请刷新列表。")
    content, drawn = draw_layout(desk, code, data, None)
    if drawn.skipped:
        raise Trouble("NOT_PRINTED", drawn.skipped[0][1])
    return content


def _of_organizations(desk: Desk, code: str, ids: Sequence[str]) -> list[paper_data.PaperData]:
    """Return what a form says of organizations, with the opinions of their filing where it has room for them."""
    from cso_desk import documents

    from . import case_paper_words

    data = paper_data.of_organizations(desk, list(ids))
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


def print_blank(desk: Desk, code: str, out: Path) -> Done[Printed]:
    """Print one empty form to be filled by hand; raises `Trouble`."""
    _, drawn = draw_layout(desk, code, [_blank(desk)], out)
    return Done(Printed(files=[out], pages=drawn.pages))


def print_forms(
    desk: Desk,
    code: str,
    ids: Sequence[str],
    out: Path,
    progress: Progress | None = None,
    one_file: bool = True,
) -> Done[Printed]:
    """Print a form for organizations into one PDF `out`, or one file each into the folder `out`.

    Missing fields come out as blanks and are listed; a record is skipped only when a character has no glyph or the
    layout has no room. A stop leaves no half-made file. Raises `Trouble`, `Stopped`.
    """
    _require_organization_form(desk, code)
    data = _of_organizations(desk, code, ids)
    if not data:
        raise Trouble("NOTHING_CHOSEN", "没有选中组织，请先在列表里选。")
    return print_data(desk, code, data, out, progress, one_file)


def print_data(
    desk: Desk,
    code: str,
    data: Sequence[Mapping[str, Any]],
    out: Path,
    progress: Progress | None = None,
    one_file: bool = True,
) -> Done[Printed]:
    """Print a form for data that names an organization each (`id`, `org`), and note what was printed.

    Raises `Trouble`, `Stopped`.
    """
    sheets = list(data)
    printed = Printed(incomplete=_incomplete(desk, code, sheets))
    done = _print_one_file if one_file else _print_each
    done(desk, code, sheets, out, progress or Silent(), printed)
    _note(desk, code, sheets)
    return Done(printed)


def _require_organization_form(desk: Desk, code: str) -> None:
    found = next((one for one in forms(desk) if one.code == code), None)
    if found is None:
        raise Trouble("NO_FORM", f"没有表 {code}，请用 form list 查看有哪些表。")
    if found.per != "organization":
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


def _print_one_file(
    desk: Desk, code: str, data: list[Any], out: Path, progress: Progress, printed: Printed
) -> None:
    _, drawn = draw_layout(desk, code, data, out, progress)
    printed.pages = drawn.pages
    printed.files = [out] if drawn.pages else []
    printed.skipped = [(data[number]["org"]["name"], message) for number, message in drawn.skipped]


def _print_each(
    desk: Desk, code: str, data: list[Any], out: Path, progress: Progress, printed: Printed
) -> None:
    taken: set[str] = set()
    for number, one in enumerate(data):
        name = one["org"]["name"]
        progress.step(number, len(data), name)
        file = out / _file_name(code, name, taken)
        _, drawn = draw_layout(desk, code, [one], file)
        printed.pages += drawn.pages
        if drawn.pages:
            printed.files.append(file)
        printed.skipped += [(name, message) for _, message in drawn.skipped]
    progress.step(len(data), len(data), "")


def _file_name(code: str, name: str, taken: set[str]) -> str:
    plain = "".join("_" if c in _FORBIDDEN or ord(c) < 32 else c for c in name)[
        :_FILE_NAME_LIMIT
    ].strip(" .")
    stem, number = f"{code}_{plain}", 2
    while stem in taken:
        stem, number = f"{code}_{plain}({number})", number + 1
    taken.add(stem)
    return stem + ".pdf"


def _note(desk: Desk, code: str, data: Sequence[Mapping[str, Any]]) -> None:
    if not desk.write:
        return
    moment = desk.clock.now().isoformat(timespec="seconds")
    with desk.operation(f"打印 {code}（{len(data)} 份）") as op:
        for one in data:
            op.session.add(
                Printout(
                    form=code,
                    record=one["id"],
                    digest=_digest(one),
                    printed_at=moment,
                    printed_by=desk.user,
                )
            )


def _digest(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
