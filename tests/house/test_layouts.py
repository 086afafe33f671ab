"""Every key that a paper names exists, and every field that a filing needs has a place on the application."""

from cso_desk.documents import placed_keys, read_layout
from cso_desk.policy import default_pack
from cso_desk.records import (
    Activity,
    Charter,
    Honour,
    Initiator,
    Member,
    MoneyEntry,
    Organization,
    Person,
    Posting,
    Remark,
    Term,
    Unit,
    Venue,
    fields_of,
)
from cso_desk.usecases import disclosure_single

UNITS = ("unit", "community", "township", "county", "city", "province")
UNIT_KEYS = {f"{unit}.{key}" for unit in UNITS for key in (*fields_of(Unit), "fingerprint")}
RECORDS = {
    "org": Organization,
    "members": Member,
    "volunteers": Member,
    "person": Person,
    "term": Term,
    "venue": Venue,
    "initiators": Initiator,
    "charter": Charter,
    "activities": Activity,
    "honours": Honour,
    "journal": MoneyEntry,
    "skilled.rows": Member,
    "ledger.rows": Organization,
}
"""Which record's fields the keys under a word name."""
MADE = {
    "members": ("no",),
    "volunteers": ("no",),
    "person": ("full_time", "other_posts"),
    "initiators": ("no", "work_or_head"),
    "activities": ("no", "days"),
    "honours": ("no",),
    "journal": ("no", "income", "spending", "balance"),
    "skilled.rows": ("no", "skill", "community"),
    "ledger.rows": ("no", "kind", "nature_short"),
}
"""What is not kept but made for the paper: numbers of lines, balances, and what is ticked by hand."""
MONEY_ROWS = {"lines": MoneyEntry, "donations": MoneyEntry, "posting": Posting, "remarks": Remark}
"""Rows of the money and disclosure sheets; other papers name other things by these words."""
ON_THE_WALL = (
    "F04p",
    *disclosure_single.PUBLIC,
    "E01",
    "E02",
    "E03",
    "W01",
    "W02",
    "W03",
    "W04",
    "W05",
)
"""Papers that are posted or handed round."""


def _known(word: str) -> set[str]:
    return {f"{word}.{key}" for key in (*fields_of(RECORDS[word]), *MADE.get(word, ()))}


def _word_of(key: str) -> str:
    return next((word for word in RECORDS if key.startswith(f"{word}.")), "")


def test_no_paper_names_a_field_that_no_record_has() -> None:
    known = set.union(UNIT_KEYS, *map(_known, RECORDS))
    for code, raw in default_pack().layouts.items():
        asked = placed_keys(read_layout(raw))
        ours = {key for key in asked if _word_of(key) or key.split(".")[0] in UNITS}
        assert ours <= known, (code, ours - known)


def test_every_field_that_a_filing_needs_is_on_the_application() -> None:
    placed = placed_keys(read_layout(default_pack().layout("F01")))
    needed = {f"org.{f.key}" for f in fields_of(Organization).values() if f.required == "to_file"}
    assert needed <= placed, needed - placed


def test_the_ledger_has_a_column_for_every_field_that_a_filing_needs() -> None:
    placed = placed_keys(read_layout(default_pack().layout("L01")))
    fields = fields_of(Organization).values()
    needed = {f"ledger.rows.{f.key}" for f in fields if f.required == "to_file"}
    left_out = {f"ledger.rows.{key}" for key in ("nature", "area", "scope")}
    assert needed - placed <= left_out, "the nature stands there without 性质; scope is on F01"


def test_public_papers_name_no_personal_field() -> None:
    private = {
        f"{word}.{f.key}"
        for word, record in {**RECORDS, **MONEY_ROWS}.items()
        for f in fields_of(record).values()
        if f.private != "none"
    }
    for code in ON_THE_WALL:
        assert not placed_keys(read_layout(default_pack().layout(code))) & private, code


def test_every_form_of_the_set_is_there() -> None:
    """The forms whose records exist (domain.md 3); those of reports and money come with their own pages."""
    given = set(default_pack().layouts)
    founding = "F01 F02 F02f F03 F04 F04p F05 F06 F07 F08 F21"
    notices = "F09a F09b F09c F10a F10b F11 F12 F12n F13 F13n F14 F17 F19 F20a F20b"
    assert set(founding.split()) | set(notices.split()) <= given
    assert {f"B0{n}" for n in range(1, 7)} | {f"W0{n}" for n in range(1, 6)} <= given
    assert {"L01", "L02"} <= given
