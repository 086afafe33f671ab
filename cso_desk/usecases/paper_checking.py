"""核对纸质表: what the short code on a paper refers to, and whether the record still says what the paper says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.fields import BadValue, paper_codes
from cso_desk.records import Paper
from cso_desk.records.papers import VOID
from cso_desk.store import Desk

from . import history, paper_data, paper_marks, paper_tracks, policy_pack
from .paper_tracks import PaperLine


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not any more what the paper says: its label, the text then (empty: see history) and now."""

    label: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One paper beside its record.

    `record` is the id of the organization, case or certificate it speaks of, `printed_at` an ISO moment. Only what
    was printed is compared: a blank that was filled by hand and typed in later is no change.
    """

    paper: PaperLine
    record: str
    printed_at: str
    printed_by: str
    differences: tuple[Difference, ...]

    @property
    def changed(self) -> bool:
        """Whether the record changed since."""
        return bool(self.differences)

    @property
    def words(self) -> str:
        """One sentence that says what the paper is and whether it still holds."""
        paper = self.paper
        head = f"{paper.form} {paper.title}，“{paper.name}”，{self.printed_at[:10]} 打印，"
        state = f"现在是“{paper.state}”。"
        if paper.state == VOID:
            state = "已作废（后来又打印过或不再需要），请用新的一份。"
        if not self.changed:
            return f"{head}打印后内容未变动；{state}"
        labels = "、".join(one.label for one in self.differences)
        return f"{head}打印后内容已变动（{labels}）；{state}"


def check(desk: Desk, text: str) -> Checked:
    """Return what a code refers to. Raises `Trouble`: CODE_FORM, CODE_TYPO, CODE_ELSEWHERE, CODE_GONE, CODE_UNKNOWN."""
    try:
        code = paper_codes.parse(text)
    except BadValue as fault:
        kind = "CODE_FORM" if fault.code == "code_form" else "CODE_TYPO"
        raise Trouble(kind, fault.message) from None
    with desk.read() as session:
        found = store.listed(session, Paper, code=paper_codes.shown(code))
        ever = store.values_ever(session, Paper, ("id",), code=paper_codes.shown(code))
    if not found:
        raise _unknown(desk, code, bool(ever))
    return check_paper(desk, found[0].id)


def _unknown(desk: Desk, code: str, known: bool) -> Trouble:
    shown = paper_codes.shown(code)
    if known:
        words = f"编号 {shown} 的打印记录已经还原，或它的组织已经移除，这张纸请不要再用。"
        return Trouble("CODE_GONE", words)
    if code[:2] != paper_codes.mark_of(desk.unit):
        words = f"编号 {shown} 是别的单位打印的表，请到打印它的单位核对。"
        return Trouble("CODE_ELSEWHERE", words)
    words = f"查不到编号 {shown}：可能是恢复备份以前打印的，请重新打印后再用。"
    return Trouble("CODE_UNKNOWN", words)


def check_paper(desk: Desk, paper: str) -> Checked:
    """Compare one paper with its record, also one without a code. Raises `Trouble` NO_RECORD."""
    with desk.read() as session:
        row = store.get(session, Paper, paper)
    line = next(iter(paper_tracks.of_ids(desk, [paper])), None)
    if row is None or line is None:
        raise Trouble("NO_RECORD", "找不到这份纸质表，可能已经还原，请刷新列表。")
    now = _now(desk, line)
    showed = row.showed or {}
    keys = paper_marks.changed_keys(row.id, showed.get("marks", {}), now) if now else []
    differences = _differences(desk, line, showed.get("operation", 0), keys, now)
    return Checked(
        line,
        line.filing_case or line.certificate or line.organization,
        showed.get("at", ""),
        row.printed_by or "",
        differences,
    )


def _now(desk: Desk, line: PaperLine) -> Mapping[str, Any]:
    """Return what the same paper would say today; empty where its record has gone."""
    from . import case_papers, print_forms

    found: Sequence[Mapping[str, Any]]
    if line.filing_case:
        found = case_papers.data_of(desk, line.form, [line.filing_case])
    elif line.certificate:
        found = case_papers.of_certificates(desk, [line.certificate])
    elif line.form in policy_pack.pack(desk).layouts:
        found = print_forms.data_of(desk, line.form, [line.organization])
    else:
        found = paper_data.of_organizations(desk, [line.organization])
    return found[0] if found else {}


def _differences(
    desk: Desk, line: PaperLine, operation: int, keys: Sequence[str], now: Mapping[str, Any]
) -> tuple[Difference, ...]:
    if not keys:
        return ()
    then: dict[str, str] = {}
    for change in history.history(desk, line.organization):
        if change.op > operation:
            then.update(change.before)
    found: dict[str, Difference] = {}
    for key in keys:
        label = paper_marks.label_of(key)
        whole = key.startswith("org.")
        if label not in found:
            said = (then.get(label, ""), paper_marks.text_of(now, key)) if whole else ("", "")
            found[label] = Difference(label, *said)
    return tuple(found.values())
