"""表样 of this office: which forms it changed, one opened, drawn, checked, saved as a version of the pack, exchanged as a file."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.policy import default_pack
from cso_desk.policy.pack import faults_of
from cso_desk.store import Desk

from . import (
    case_paper_words,
    layout_checks,
    layout_samples,
    paper_data,
    policy_pack,
    print_forms,
    settings,
)
from .done import Done
from .layout_checks import Remark
from .layout_places import Raw

FILE_MOST = 512 * 1024
"""Bytes that the file of one layout may have."""
SAMPLE, BLANK = "sample", ""
"""What a form may be seen with besides an organization's id: an invented full record, nothing."""
_DRAFT = "layout:"


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form: code, title, what one sheet is about, whether the office's own version of it is in force or to come."""

    code: str
    title: str
    per: str
    own: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """One form opened for change.

    `raw` is the layout of `version`, the version that comes into force last, `shipped` the program's own (None: the
    program has no such form), `draft` what was changed and not saved, `first_day` the earliest day of a new version.
    """

    code: str
    raw: Raw
    shipped: Raw | None
    draft: Raw | None
    version: str
    first_day: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A layout drawn: the PDF (empty where it cannot be drawn) and what is to be said of it."""

    pdf: bytes
    remarks: Sequence[Remark]


def forms(desk: Desk) -> list[FormLine]:
    """Return all forms of the version that comes into force last, in the order of their codes."""
    found = policy_pack.pack_of(desk, _newest(desk).version)
    shipped = default_pack().layouts
    return [
        FormLine(code, raw["title"], raw.get("per", "organization"), raw != shipped.get(code))
        for code, raw in sorted(found.layouts.items())
    ]


def _newest(desk: Desk) -> policy_pack.Version:
    return [one for one in policy_pack.versions(desk) if one.state != "已收回"][-1]


def opened(desk: Desk, code: str) -> Opened:
    """Open a form for change; raises `Trouble` NO_FORM."""
    newest = _newest(desk)
    layouts = policy_pack.pack_of(desk, newest.version).layouts
    if code not in layouts:
        raise _no_form(code)
    kept = settings.draft(desk, _DRAFT + code)
    first_day = max(desk.clock.today().isoformat(), newest.valid_from)
    draft = _readable(json.loads(kept["raw"])) if kept else None
    return Opened(
        code, layouts[code], default_pack().layouts.get(code), draft, newest.version, first_day
    )


def _readable(raw: Raw) -> Raw | None:
    """Return a draft, None where a newer program does not know its layout any more."""
    from cso_desk.documents import read_layout

    try:
        read_layout(raw)
    except Problems:
        return None
    return raw


def _no_form(code: str) -> Trouble:
    return Trouble("NO_FORM", f"没有表 {code}，请用 policy layouts 查看有哪些表。")


def keep_draft(desk: Desk, code: str, raw: Raw | None) -> Done[None]:
    """Keep a layout that was changed and not saved; None: forget it."""
    if raw is None:
        return settings.drop_draft(desk, _DRAFT + code)
    return settings.keep_draft(desk, _DRAFT + code, {"raw": json.dumps(raw, ensure_ascii=False)})


def seen(desk: Desk, raw: Raw, record: str = SAMPLE) -> Seen:
    """Draw a layout with an organization's data (its id), with an invented full record, or blank; and look it over.

    Raises `Problems` where `raw` is no layout, `Trouble` NO_RECORD.
    """
    found = layout_checks.remarks(raw, default_pack().layouts.get(raw["code"]))
    if any(one.holds for one in found):
        return Seen(b"", found)
    return Seen(drawn(desk, raw, record), found)


def told(raw: Raw) -> list[str]:
    """Return what a clerk should know of a layout that may be used: a page more, fields without a place."""
    found = layout_checks.remarks(raw, default_pack().layouts.get(raw["code"]))
    return [one.message for one in found]


def drawn(desk: Desk, raw: Raw, record: str = SAMPLE) -> bytes:
    """Return the PDF of a layout that is not in force; empty where it leaves no room."""
    from cso_desk import documents

    buffer = io.BytesIO()
    documents.draw(
        documents.read_layout(raw),
        [_data(desk, raw, record)],
        buffer,
        fonts=layout_checks.fonts(),
        made_at=desk.clock.now(),
    )
    return buffer.getvalue()


def _data(desk: Desk, raw: Raw, record: str) -> Mapping[str, Any]:
    if record == SAMPLE:
        return {**layout_samples.full(raw), "practice": bool(desk.get_setting("practice", False))}
    if record == BLANK:
        return {"practice": bool(desk.get_setting("practice", False))}
    found = paper_data.of_organizations(desk, [record])
    if not found:
        raise Trouble("NO_RECORD", "找不到这个组织，可能已被删除，请另选一个。")
    case_paper_words.add_opinions(desk, found)
    return found[0]


def save(desk: Desk, code: str, raw: Raw, valid_from: date, document: str = "") -> Done[str]:
    """Save a layout as this office's, in force from a day: a new version of the pack; returns the version.

    The shipped layout as it is takes the office's own back. Raises `Problems` as `policy_pack.save_version` does, and
    layout_no_room where the form cannot be printed so.
    """
    if problems := layout_checks.holding(raw, default_pack().layouts.get(code)):
        raise Problems(problems)
    done = policy_pack.save_version(desk, {f"layouts.{code}": raw}, valid_from, document)
    settings.drop_draft(desk, _DRAFT + code)
    return done


def write_file(desk: Desk, code: str, out: Path, raw: Raw | None = None) -> Done[Path]:
    """Write one layout to a file, the newest version's unless `raw` is given; raises `Trouble` NO_FORM, UNWRITABLE."""
    chosen = raw if raw is not None else opened(desk, code).raw
    text = json.dumps(chosen, ensure_ascii=False, indent=2) + "\n"
    print_forms.write_whole(out, text.encode("utf-8"))
    return Done(out)


def read_file(place: Path, code: str = "") -> dict[str, Any]:
    """Read and check the file of one layout; raises `Problems`: no layout, another form than `code`, no room."""
    raw = _parsed(place)
    found = raw.get("code")
    if code and found != code:
        words = (
            f"{place.name} 里是表 {found or '（没有写）'}，不是表 {code}，请另选文件或先选那张表。"
        )
        raise Problems([Problem(place.name, "code", "layout_code", words)])
    pack = default_pack()
    tried = type(pack)(pack.head, {}, {str(found): raw})
    if problems := faults_of(tried, [f"layouts/{found}.json"]):
        raise Problems(problems)
    from cso_desk.documents import read_layout

    read_layout(raw)
    if problems := layout_checks.holding(raw, pack.layouts.get(str(found))):
        raise Problems(problems)
    return raw


def _parsed(place: Path) -> dict[str, Any]:
    words = f"{place.name} 不是表样文件，请另选（在“表样”里导出的 .json 文件）。"
    try:
        content = place.read_bytes()
        raw = json.loads(content.decode("utf-8")) if len(content) <= FILE_MOST else None
    except OSError:
        raise Trouble("UNREADABLE", f"打不开 {place.name}，请检查文件在不在。") from None
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict):
        raise Problems([Problem(place.name, "", "layout_file", words)])
    return raw


def take_file(
    desk: Desk, code: str, place: Path, valid_from: date, document: str = ""
) -> Done[str]:
    """Take the layout of one form from a file and save it as this office's; raises as `read_file` and `save`."""
    return save(desk, code, read_file(place, code), valid_from, document)
