"""Write papers whose wording clerks edit as Word files: charters, notices, reports, minutes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from cso_desk.errors import Trouble
from cso_desk.store import Desk

from . import case_papers, paper_metadata, policy_pack, print_forms
from .done import Done


def codes(desk: Desk) -> list[str]:
    """Return the codes of the forms of the pack in force that can be written as Word files."""
    return [code for code, raw in sorted(policy_pack.pack(desk).layouts.items()) if raw.get("word")]


def word(desk: Desk, code: str, organization: str, out: Path) -> Done[Path]:
    """Write the paper of one organization (empty id: a blank one) as the Word file `out`.

    The file is a draft that the clerk edits, so it is no print and nothing is noted. Raises `Trouble` for an unknown
    form or organization, a form that is not for Word, or a folder that cannot be written.
    """
    per = _allowed(desk, code).get("per", "organization")
    if organization and per not in ("organization", "case"):
        raise Trouble("OTHER_FORM", f"{code} 不按组织出文，请在它自己的页面里打印。")
    blank = [{"practice": bool(desk.get_setting("practice", False))}]
    data = print_forms.data_of(desk, code, [organization]) if organization else blank
    if not data:
        raise Trouble("NO_RECORD", "找不到这个组织，可能已被删除，请刷新列表。")
    return _written(desk, code, data[0], out)


def word_of_case(desk: Desk, code: str, case: str, out: Path) -> Done[Path]:
    """Write the paper of one matter (case) as the Word file `out`; raises `Trouble` as `word` does."""
    _allowed(desk, code)
    data = case_papers.data_of(desk, code, [case])
    if not data:
        raise Trouble("NO_RECORD", "找不到这件事项，可能已被移除，请刷新列表。")
    return _written(desk, code, data[0], out)


def _allowed(desk: Desk, code: str) -> Mapping[str, object]:
    """Return the layout's file; raises `Trouble` NO_FORM, NO_WORD."""
    pack = policy_pack.pack(desk)
    if code not in pack.layouts:
        raise Trouble("NO_FORM", f"没有表 {code}，请用 form list 查看有哪些表。")
    raw = pack.layout(code)
    if not raw.get("word"):
        others = "、".join(codes(desk))
        raise Trouble(
            "NO_WORD",
            f"{code} {raw['title']}是固定格式的表，只能打印成 PDF；能写成 Word 的有 {others}。",
        )
    return raw


def _written(desk: Desk, code: str, data: Mapping[str, object], out: Path) -> Done[Path]:
    from cso_desk import documents

    layout = documents.read_layout(policy_pack.pack(desk).layout(code))
    metadata = paper_metadata.of_paper(desk, layout, [data])
    buffer = io.BytesIO()
    documents.draw_word(layout, data, buffer, metadata=metadata, made_at=desk.clock.now())
    print_forms.write_whole(out, buffer.getvalue())
    return Done(out)
