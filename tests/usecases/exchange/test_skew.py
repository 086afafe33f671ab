"""Desks of different programs: what one does not know it passes on or leaves at its owner, and nothing is lost."""

import pytest

from cso_desk import store
from cso_desk.records import SCHEMA, Edge, Organization, Remark, new_id
from cso_desk.store import upgrades
from cso_desk.usecases import mailing, projection, receipts, replies, send_package, take_packages
from tests.usecases.exchange.conftest import enrol_below, start

NAMES = [f"百泉第{n}队" for n in range(12)]


@pytest.fixture
def report(tmp_path):
    """Let one desk report and the other take it; returns what was taken."""
    numbers = iter(range(100))

    def travel(below, above):
        sent = send_package.make(below, None, tmp_path / f"s{next(numbers)}").value
        (taken,) = take_packages.take(above, [sent.file], tmp_path / f"r{next(numbers)}").value
        receipts.take_receipt(below, taken.receipt)
        return taken

    return travel


@pytest.fixture
def city(county, tmp_path):
    """The city above the county."""
    desk = start(tmp_path / "city", "4107")
    enrol_below(desk, county)
    yield desk
    desk.close()


@pytest.fixture
def newer(monkeypatch):
    """Let the desk that sends be of a newer program, which has a table that this one does not know."""

    def send_as_newer(rows=()):
        monkeypatch.setattr(mailing, "SCHEMA", SCHEMA + 1)
        tables, schemas = projection.Outgoing.tables, projection.Outgoing.schemas
        more = {"future_thing": list(rows)} if rows else {}
        kinds = {table: [{"name": "name", "type": "string"}] for table in more}
        patch = monkeypatch.setattr
        patch(projection.Outgoing, "tables", lambda one: {**tables(one), **more})
        patch(projection.Outgoing, "schemas", lambda one: {**schemas(one), **kinds})

    return send_as_newer


def _put(desk, record, **values):
    with desk.operation("修改组织") as op:
        found = store.get(op.session, Organization, record)
        for key, value in values.items():
            setattr(found, key, value)


def _value(desk, record, key):
    with desk.read() as session:
        return getattr(store.get(session, Organization, record), key)


def test_a_field_of_a_newer_program_goes_up_unchanged_through_a_desk_that_does_not_know_it(
    town, county, city, add, report, newer
):
    newer()
    first, other = add(town), add(town, "百泉第二队")
    word = {"future_word": "新程序的内容", "future_list": [1, {"a": "乙"}]}
    _put(town, first, name="百泉第一队", extra=word)
    for below, above in ((town, county), (county, city)):
        taken = report(below, above)
        assert (taken.verdict, taken.differing) == ("ok", ())
        kept = _value(above, first, "extra")
        assert {key: value for key, value in kept.items() if value} == word
    _put(town, first, name="百泉又改队")
    report(town, county)
    report(county, city)
    assert _value(city, first, "name") == "百泉又改队"
    assert _value(city, first, "extra")["future_word"] == "新程序的内容"
    assert _value(city, other, "name") == "百泉第二队"


def test_rows_of_a_table_that_the_receiver_does_not_know_stay_with_their_owner_and_come_again(
    town, county, add, newer, tmp_path
):
    add(town)
    row = {
        "id": new_id(),
        "owner": town.unit,
        "oe": 1,
        "rev": 1,
        "inst": town.instance,
        "hlc": "20261122T013000.000Z-00000",
        "deleted": False,
        "upd_by": None,
        "upd_at": None,
        "src_pkg": None,
        "name": "新程序的记录",
    }
    newer([row])
    sent = send_package.make(town, None, tmp_path / "s").value
    (taken,) = take_packages.take(county, [sent.file], tmp_path / "r").value
    assert (taken.verdict, taken.refused) == ("part", 1)
    told = receipts.take_receipt(town, taken.receipt).value
    (line,) = told.refused_rows
    assert (line.table, line.remedy) == (
        "future_thing",
        "不用改；等接收单位的程序升级后，随下一个上报包自动再报。",
    )
    again = send_package.make(town, None, tmp_path / "s2").value
    assert again.tables["future_thing"] == 1


def test_a_word_that_the_code_list_does_not_have_is_taken_with_a_note(town, county, add, report):
    made = add(town)
    _put(town, made, leader_sex="future_code")
    taken = report(town, county)
    assert (taken.verdict, taken.refused) == ("ok", 0)
    assert any("性别" in note for note in taken.notes)
    assert _value(county, made, "leader_sex") == "future_code"


def test_rows_of_an_older_program_are_upgraded_step_by_step(town, county, add, report, monkeypatch):
    made = add(town)
    _put(town, made, name="百泉老程序队", extra={"aim": "老栏目"})
    monkeypatch.setattr(mailing, "SCHEMA", SCHEMA - 2)
    steps = {
        SCHEMA - 2: lambda table, row: {**row, "aim": f"{row.get('aim')}一"},
        SCHEMA - 1: lambda table, row: (
            {**{k: v for k, v in row.items() if k != "aim"}, "purpose": f"{row['aim']}二"}
            if table == "organization"
            else row
        ),
    }
    monkeypatch.setattr(upgrades, "UPGRADES", steps)
    taken = report(town, county)
    assert (taken.verdict, taken.differing) == ("ok", ())
    assert (_value(county, made, "purpose"), _value(county, made, "extra")) == ("老栏目一二", None)


def _drop(monkeypatch, *keys):
    """Let packages leave out these fields of organizations, under an unchanged number of the profile."""
    drop = {"organization": frozenset(keys)}
    profile = projection.Projection("upward", 4, drop)
    monkeypatch.setattr(send_package, "projection_of", lambda *_: profile)


def test_a_field_that_travels_since_the_profile_changed_arrives_with_the_same_revision(
    town, county, add, report, monkeypatch
):
    made = [add(town, name) for name in NAMES]
    _drop(monkeypatch, "leader_id", "phone")
    report(town, county)
    assert {_value(county, one, "phone") for one in made} == {None}
    _drop(monkeypatch, "leader_id")
    taken = report(town, county)
    assert (taken.verdict, taken.differing) == ("ok", ())
    assert {_value(county, one, "phone") for one in made} == {"13900001234"}
    assert report(town, county).same == 0


def test_of_two_packages_with_one_revision_the_later_one_counts_in_any_order(
    town, county, add, monkeypatch, tmp_path
):
    made = [add(town, name) for name in NAMES]
    _drop(monkeypatch, "leader_id", "phone")
    old = send_package.make(town, None, tmp_path / "a").value
    _drop(monkeypatch, "leader_id")
    new = send_package.make(town, None, tmp_path / "b").value
    for sent in (new, old):
        take_packages.take(county, [sent.file])
    assert {_value(county, one, "phone") for one in made} == {"13900001234"}
    with county.read() as session:
        packages = store.values_of(session, Organization, ("src_pkg",), id=made)
    assert set(packages) == {(new.id,)}


@pytest.mark.parametrize("room", [projection, replies])
def test_a_table_that_one_side_does_not_know_and_that_is_empty_makes_no_difference(
    town, county, add, report, monkeypatch, room
):
    known = tuple(one for one in room.TRAVELLING if one is not Remark)
    monkeypatch.setattr(room, "TRAVELLING", known)
    add(town)
    taken = report(town, county)
    assert (taken.verdict, taken.differing) == ("ok", ())
    monkeypatch.undo()
    with town.read() as session:
        (edge,) = store.listed(session, Edge)
    assert not edge.wants_full
