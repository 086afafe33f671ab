"""Which forms are followed and which carry a short code; the papers that come into being when forms are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cso_desk import store
from cso_desk.fields import PartialDate, paper_codes
from cso_desk.policy import Pack
from cso_desk.records import Organization, Paper, new_id
from cso_desk.records.papers import PRINTED, VOID
from cso_desk.store import Desk, Op

from . import paper_marks, policy_pack

Sheets = Sequence[Mapping[str, Any]]
Subject = tuple[str, str | None, str | None]
_CODED_PER = ("organization", "case")
"""A ballot, a public sheet and a certificate have another subject: no code, whatever an office's layout says."""


def is_tracked(pack: Pack, form: str) -> bool:
    """Tell whether papers of this form go out for seal and signature and come back."""
    return form in pack.value("papers.tracked") and form in pack.layouts


def is_coded(pack: Pack, form: str) -> bool:
    """Tell whether a form carries a short code: followed, switched on in its layout, and not forbidden by the pack."""
    layout = pack.layouts.get(form, {})
    allowed = layout.get("per", "organization") in _CODED_PER
    forbidden = form in pack.value("papers.never_coded")
    return bool(layout.get("short_code") and allowed and not forbidden and is_tracked(pack, form))


def coded(desk: Desk, form: str, sheets: Sheets) -> list[dict[str, Any]]:
    """Return the sheets of a print, each with the code that will stand on it (`paper.code`), where the form has one.

    The same print of the same desk at the same moment gets the same codes; a code that was ever given is not given
    again. A desk that only reads prints none, for it cannot remember it.
    """
    plain = [dict(one) for one in sheets]
    if not desk.write or not is_coded(policy_pack.pack(desk), form):
        return plain
    with desk.read() as session:
        taken = {row[0] for row in store.values_ever(session, Paper, ("code",)) if row[0]}
    moment = desk.clock.now().isoformat(timespec="seconds")
    for one in plain:
        seed = f"{form}|{_subject(one)}|{moment}"
        tries = (paper_codes.code_of(desk.unit, f"{seed}|{number}") for number in range(10_000))
        code = next(found for found in map(paper_codes.shown, tries) if found not in taken)
        taken.add(code)
        one["paper"] = {"code": code}
    return plain


def _subject(sheet: Mapping[str, Any]) -> Subject:
    """Return what a sheet speaks of: organization, and the case or certificate (None: the organization itself)."""
    about = sheet.get("tracked") or {}
    return str(sheet.get("id") or ""), about.get("filing_case"), about.get("certificate")


def printed(desk: Desk, op: Op, form: str, sheets: Sheets) -> int:
    """Note the papers of a print inside its operation, and return how many; forms that are not followed give none.

    What was printed before of the same form and record and has not gone out is 已作废: the new paper takes its place.
    """
    from cso_desk import documents

    pack = policy_pack.pack(desk)
    if not sheets or not is_tracked(pack, form):
        return 0
    layout = pack.layout(form)
    keys = documents.placed_keys(documents.read_layout(layout))
    _void_earlier(op, form, sheets)
    moment = desk.clock.now().isoformat(timespec="seconds")
    copies = [{"keeper": keeper, "on": ""} for keeper in layout.get("keepers", ())]
    common = {
        "form": form,
        "title": layout["title"],
        "state": PRINTED,
        "printed_on": PartialDate.of(desk.clock.today()),
        "printed_by": desk.user,
        "copies": copies or [{"keeper": "本单位", "on": ""}],
    }
    op.insert_many(Paper, [{**common, **_row(one, keys, moment, op.n)} for one in sheets])
    return len(sheets)


def _row(sheet: Mapping[str, Any], keys: set[str], moment: str, operation: int) -> dict[str, Any]:
    organization, case, certificate = _subject(sheet)
    salt = new_id()
    marks = paper_marks.marks_of(salt, sheet, keys)
    code = (sheet.get("paper") or {}).get("code")
    return {
        "id": salt,
        "code": code,
        "organization": organization,
        "filing_case": case,
        "certificate": certificate,
        "showed": {
            "at": moment,
            "operation": operation,
            "digest": paper_marks.whole(marks),
            "marks": marks,
        },
    }


def _void_earlier(op: Op, form: str, sheets: Sheets) -> None:
    subjects = {_subject(one) for one in sheets}
    organizations = {organization for organization, *_ in subjects}
    for bundle in store.chunks(organizations, 500):
        waiting = store.listed(op.session, Paper, form=form, state=PRINTED, organization=bundle)
        for one in waiting:
            if (one.organization, one.filing_case, one.certificate) in subjects:
                one.state = VOID


def community_of(desk: Desk, organizations: Sequence[str]) -> dict[str, tuple[str, str | None]]:
    """Return name and community (unit id, None where it is open) of organizations."""
    found: dict[str, tuple[str, str | None]] = {}
    with desk.read() as session:
        for bundle in store.chunks(dict.fromkeys(organizations)):
            rows = store.values_of(session, Organization, ("id", "name", "community"), id=bundle)
            found.update({id_: (name or "", community) for id_, name, community in rows})
    return found
