"""Every key that a paper names exists, and every field that a filing needs has a place on the application."""

from cso_desk.documents import placed_keys, read_layout
from cso_desk.policy import default_pack
from cso_desk.records import Member, Organization, Unit, fields_of

UNITS = ("unit", "community", "township", "county", "city", "province")
UNIT_KEYS = {f"{unit}.{key}" for unit in UNITS for key in (*fields_of(Unit), "fingerprint")}


def _known() -> set[str]:
    organizations = {f"org.{key}" for key in fields_of(Organization)}
    members = {f"members.{key}" for key in (*fields_of(Member), "no")}
    return organizations | members | UNIT_KEYS


def test_no_paper_names_a_field_that_no_record_has() -> None:
    known = _known()
    for code, raw in default_pack().layouts.items():
        asked = placed_keys(read_layout(raw))
        ours = {key for key in asked if key.split(".")[0] in ("org", "members", *UNITS)}
        assert ours <= known, (code, ours - known)


def test_every_field_that_a_filing_needs_is_on_the_application() -> None:
    placed = placed_keys(read_layout(default_pack().layout("F01")))
    needed = {f"org.{f.key}" for f in fields_of(Organization).values() if f.required == "to_file"}
    assert needed <= placed, needed - placed


def test_public_papers_name_no_personal_field() -> None:
    private = {f"org.{f.key}" for f in fields_of(Organization).values() if f.private != "none"}
    for code in ("F17", "E01", "E02", "E03"):
        assert not placed_keys(read_layout(default_pack().layout(code))) & private, code
