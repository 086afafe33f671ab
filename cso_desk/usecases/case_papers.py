"""Papers of filing cases and certificates: which belong to a step, what they say, a whole selection as one PDF.

A paper says what was recorded when its step was done: the reasons ticked, the date on the paper, who typed it. What
nobody recorded stays a blank to be written by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.progress import Progress
from cso_desk.records import Case, Certificate
from cso_desk.store import Desk, Session

from . import case_paper_words, form_data, paper_data, print_forms, registering
from .case_batch import case_name
from .case_rules import Rules
from .case_state import steps_of
from .done import Done
from .paper_data import PaperData
from .print_forms import AS_USUAL, How, Printed

CERTIFICATE = "F11"
EVIDENCE = "F14"
_APPLICATION = "F12"
"""The form that applies for a change: it names the organization as it was before."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper that can be printed now for a selection: code, title, and the cases it belongs to, in their order."""

    code: str
    title: str
    cases: tuple[str, ...]


def titles(desk: Desk) -> dict[str, str]:
    """Return the titles of all forms by their codes."""
    return {one.code: one.title for one in print_forms.forms(desk)}


def papers_of(desk: Desk, cases: Sequence[str]) -> list[Paper]:
    """Return the papers of all steps that were done in these cases, in the order of the codes."""
    found: dict[str, list[str]] = {}
    with desk.read() as session:
        for case in cases:
            codes = [
                code
                for step in steps_of(session, case)
                for code in (step.facts or {}).get("papers", ())
            ]
            for code in dict.fromkeys(codes):
                found.setdefault(code, []).append(case)
    named = titles(desk)
    known = [code for code in sorted(found) if code in named]
    return [Paper(code, named[code], tuple(found[code])) for code in known]


def papers_of_step(desk: Desk, codes: Sequence[str], cases: Sequence[str]) -> list[Paper]:
    """Return the papers of one step that was just done in all these cases, in the order of the policy pack."""
    named = titles(desk)
    return [Paper(code, named[code], tuple(cases)) for code in codes if code in named]


def data_of(desk: Desk, code: str, cases: Sequence[str]) -> list[PaperData]:
    """Return what the form `code` says for each of these cases, in their order; unknown ids are left out."""
    rules = Rules(desk)
    with desk.read() as session:
        held = {one.id: one for one in store.listed(session, Case, id=list(cases))}
    chosen = [held[one] for one in cases if one in held]
    organizations = list(dict.fromkeys(one.organization or "" for one in chosen))
    base: dict[str, list[PaperData]] = {}
    for one in form_data.pages(desk, code, organizations):
        base.setdefault(one["id"], []).append(one)
    found = []
    with desk.read() as session:
        for case in chosen:
            for own in base.get(case.organization or "", ()):
                found.append(_data(session, rules, code, case, own))
    if code == EVIDENCE:
        for one in found:
            one["evidence"] = evidence_rows(registering.evidence(desk, one["id"]))
    return found


def _data(session: Session, rules: Rules, code: str, case: Case, own: PaperData) -> PaperData:
    said = case_paper_words.Said(session, rules, case, code)
    data = {**own, **said.data(), "about": case.id, "tracked": {"filing_case": case.id}}
    data["authority"] = {**own["authority"], **said.authority(own)}
    if code == _APPLICATION:
        data["org"] = {**own["org"], **case_paper_words.texts_before(case)}
    return data


def evidence_rows(sheet: registering.EvidenceSheet) -> list[dict[str, str]]:
    """Return the lines of an evidence sheet as the paper's table names them."""
    words = {True: "具备", False: "不具备", None: ""}
    return [
        {
            "no": str(number),
            "condition": f"{line.label}{line.needed}",
            "actual": line.held,
            "basis": f"政策包 {sheet.rules}{'（参考）' if sheet.reference else ''}"
            if line.needed
            else "本台账",
            "ok": words[line.met],
        }
        for number, line in enumerate(sheet.lines, start=1)
    ]


def of_certificates(desk: Desk, certificates: Sequence[str]) -> list[PaperData]:
    """Return what the certificate form says for each of these certificates, in their order."""
    rules = Rules(desk)
    with desk.read() as session:
        held = {one.id: one for one in store.listed(session, Certificate, id=list(certificates))}
    chosen = [held[one] for one in certificates if one in held]
    organizations = list(dict.fromkeys(one.organization or "" for one in chosen))
    base = {one["id"]: one for one in paper_data.of_organizations(desk, organizations)}
    return [
        {
            **base[one.organization or ""],
            "about": one.id,
            "certificate": case_paper_words.certificate_texts(rules.on(None), one),
            "tracked": {"certificate": one.id},
        }
        for one in chosen
        if one.organization in base
    ]


def of_sheets(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return what the evidence sheet says for organizations that have no case of registration yet."""
    found = paper_data.of_organizations(desk, list(organizations))
    for one in found:
        one["evidence"] = evidence_rows(registering.evidence(desk, one["id"]))
    return found


SUBJECTS = ("case", "certificate", "sheet")
"""What the ids of a selection are: cases, certificates, or organizations whose evidence sheet is wanted."""


def pages(desk: Desk, code: str, ids: Sequence[str], subject: str) -> list[PaperData]:
    """Return what the form says of each of a selection, in its order; unknown ids are left out."""
    if subject == "sheet":
        return of_sheets(desk, ids)
    return data_of(desk, code, ids) if subject == "case" else of_certificates(desk, ids)


def names(desk: Desk, ids: Sequence[str], subject: str = "case") -> list[str]:
    """Return the organizations' names of a selection, in its order."""
    if subject == "sheet":
        return print_forms.names(desk, ids)
    with desk.read() as session:
        if subject == "case":
            return [case_name(session, one) for one in ids]
        held = {
            one.id: one.organization or ""
            for one in store.listed(session, Certificate, id=list(ids))
        }
    return print_forms.names(desk, [held[one] for one in ids if one in held])


def preview(
    desk: Desk, code: str, record: str, subject: str = "case", how: How = AS_USUAL
) -> bytes:
    """Return the PDF of one paper; raises `Trouble` NO_RECORD, NO_FORM, NOT_PRINTED."""
    data = pages(desk, code, [record], subject)
    if not data:
        raise Trouble("NO_RECORD", "找不到这件事项，可能已被移除，请刷新列表。")
    return print_forms.preview_data(desk, code, data, how)


def print_papers(
    desk: Desk,
    code: str,
    ids: Sequence[str],
    out: Path,
    progress: Progress | None = None,
    *,
    subject: str = "case",
    one_file: bool = True,
    how: How = AS_USUAL,
) -> Done[Printed]:
    """Print one paper for a selection into one PDF `out`, or one file each into the folder `out`.

    A record is skipped only when a character has no glyph or the layout has no room; a stop leaves no half-made file.
    Raises `Trouble`, `Stopped`.
    """
    data: Sequence[Mapping[str, Any]] = pages(desk, code, ids, subject)
    if not data:
        raise Trouble("NOTHING_CHOSEN", "没有选中事项，请先在列表里选。")
    return print_forms.print_data(desk, code, data, out, progress, one_file, how)
