"""Erasure: what the law clears goes everywhere and for good; the chain, the reason and the paper stay."""

import json

import pytest

from cso_desk import store
from cso_desk.errors import Problems, Trouble
from cso_desk.records import AckedRow, Attachment, ErasedRow, Erasure, Member, Organization, Person
from cso_desk.store import attachments as contents
from cso_desk.usecases import (
    attachments,
    backup,
    erasing,
    handing_down,
    history,
    people,
    receipts,
    register,
    send_package,
    settings,
    take_packages,
)

NAME, NUMBER, PHONE, HOME = "王测试", "410191195603120075", "13900001234", "百泉社区清除路八号"
SECRETS = (NAME, NUMBER, PHONE, HOME)


@pytest.fixture
def send(tmp_path):
    """Let a desk report; returns the file."""
    numbers = iter(range(100))
    return lambda desk: send_package.make(desk, None, tmp_path / f"s{next(numbers)}").value.file


@pytest.fixture
def take(tmp_path):
    """Let a desk take a package; returns what became of it."""
    numbers = iter(range(100))

    def take_one(desk, file):
        (taken,) = take_packages.take(desk, [file], tmp_path / f"r{next(numbers)}").value
        return taken

    return take_one


@pytest.fixture
def person(town, add):
    """A person who leads one organization and is on its roster; returns (person, organization, roster line)."""
    organization = add(town, community_contact=NAME)
    found = people.save_person(
        town, None, {"name": NAME, "id_number": NUMBER, "phone": PHONE, "address": HOME}
    ).value
    people.link_leader(town, found, [organization])
    line = register.save_member(
        town, organization, None, {"name": NAME, "id_number": NUMBER, "phone": PHONE}
    ).value
    return found, organization, line


def leaks(desk, secrets=SECRETS):
    """Return in which tables of the desk's database one of the texts still stands."""
    found = set()
    secrets = [*secrets, *(json.dumps(one)[1:-1] for one in secrets)]
    with desk.read() as session:
        connection = session.connection()
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'")
        for (table,) in tables.all():
            if table.endswith("_search") or "_search_" in table:
                continue
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                text = " ".join(
                    one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one)
                    for one in row
                )
                found |= {table} if any(secret in text for secret in secrets) else set()
    return found


def hits(desk, text):
    with desk.read() as session:
        return store.count(session, store.Query(Organization, text))


def test_nothing_of_the_person_stays_on_the_desk(town, person, tmp_path):
    found, organization, line = person
    settings.keep_draft(town, f"person:{found}", {"name": NAME})
    before = leaks(town)
    assert {"person", "organization", "member", "journal_body", "draft"} <= before
    cleared = erasing.clear_person(town, found, "本人申请", "申请书〔2026〕1号").value
    assert leaks(town) == set()
    assert cleared.rows >= 3
    assert [hits(town, text) for text in (NAME, PHONE, "wcs")] == [0, 0, 0]
    with town.read() as session:
        assert store.verify_chain(session) == []
        assert store.get(session, Person, found) is None
        assert store.get(session, Member, line) is None
    assert store.check(town, deep=True) == []
    shown = register.show(town, organization).values
    assert (shown["name"], shown["leader"], shown["leader_id"]) == ("百泉夕阳红舞蹈队", "", "")
    (listed,) = erasing.listed(town)
    assert (listed.what, listed.reason, listed.document) == (
        "个人",
        "本人申请",
        "申请书〔2026〕1号",
    )


def test_undo_cannot_bring_it_back_and_later_steps_can_be_undone(town, person):
    found, organization, _ = person
    with town.read() as session:
        made = [one.op for one in store.history(session, found)]
    erasing.clear_person(town, found, "本人申请")
    assert history.last(town) is None
    with pytest.raises(Problems) as refused:
        history.undo_operation(town, made[0])
    assert refused.value.problems[0].code == "erased"
    register.save_organization(town, organization, {"name": "改名队"})
    history.undo_last(town)
    assert register.show(town, organization).values["name"] == "百泉夕阳红舞蹈队"
    assert leaks(town) == set()


def test_it_goes_up_and_an_older_package_does_not_bring_it_back(town, county, person, send, take):
    first = send(town)
    older = send(town)
    receipts.take_receipt(town, take(county, first).receipt)
    assert leaks(county)
    erasing.clear_person(town, person[0], "本人申请")
    with town.read() as session:
        assert not store.listed(session, AckedRow, id=person[0])
    taken = take(county, send(town))
    assert (taken.verdict, taken.differing) == ("ok", ())
    assert leaks(county) == set()
    take(county, older)
    assert leaks(county) == set()
    again = take(county, send(town))
    assert (again.refused, again.differing) == (0, ())


def test_it_goes_down_and_an_edit_made_meanwhile_does_not_bring_it_back(
    town, county, person, send, take, tmp_path
):
    _, organization, _ = person
    receipts.take_receipt(town, take(county, send(town)).receipt)
    erasing.clear_organization(county, organization, "依法删除")
    register.save_organization(town, organization, {"purpose": "清除前改的宗旨"})
    late = take(county, send(town))
    receipts.take_receipt(town, late.receipt)
    assert leaks(county, ["清除前改的宗旨", "百泉夕阳红舞蹈队"]) == set()
    assert handing_down.waiting(county) == [("百泉镇", 1)]
    (made,) = handing_down.hand_down(county, tmp_path / "down").value
    assert (made.orders, made.erasures) == (0, 1)
    receipts.take_receipt(county, take(town, made.file).receipt)
    assert leaks(town, ["百泉夕阳红舞蹈队", NUMBER]) <= {"person", "journal_body"}
    assert handing_down.waiting(county) == []
    taken = take(county, send(town))
    assert (taken.refused, taken.differing) == (0, ())


def test_a_desk_that_forgot_it_is_told_again(town, county, person, send, take, tmp_path):
    found, _, _ = person
    old = backup.make(town, "试").value.file
    receipts.take_receipt(town, take(county, send(town)).receipt)
    erasing.clear_person(town, found, "本人申请")
    assert old in [one.file for one in erasing.backups_with_erased(town)]
    receipts.take_receipt(town, take(county, send(town)).receipt)
    folder = town.folder
    town.close()
    back = store.restore_backup(
        folder, old, user="经办410782103", password="ceshi-2026", clock=town.clock
    )
    try:
        assert leaks(back)
        take(county, send(back))
        assert leaks(county) == set()
        assert handing_down.waiting(county) == [("百泉镇", 1)]
        (made,) = handing_down.hand_down(county, tmp_path / "down").value
        take(back, made.file)
        assert leaks(back) == set()
    finally:
        back.close()


def test_what_is_attached_to_it_goes_with_its_content(town, person, tmp_path):
    _, organization, _ = person
    paper = tmp_path / "申请表.pdf"
    paper.write_bytes(b"%PDF-1.4\n" + b"x" * 200)
    attachments.add(town, organization, [paper])
    with town.read() as session:
        (attached,) = store.listed(session, Attachment)
        digest = attached.digest
    assert contents.place_of(town.folder, digest).is_file()
    erasing.clear_organization(town, organization, "依法删除")
    assert not contents.place_of(town.folder, digest).is_file()
    with town.read() as session:
        assert store.listed(session, Attachment) == []
        assert store.listed(session, Organization) == []
        assert len(store.listed(session, Erasure)) == 1
        assert store.listed(session, ErasedRow, record=organization)[0].fields == ""


def test_who_may_clear_and_what_has_to_be_said(town, other, county, person, send, take):
    found, organization, _ = person
    with pytest.raises(Problems):
        erasing.clear_person(town, found, " ")
    with pytest.raises(Trouble) as refused:
        erasing.clear_person(town, organization, "本人申请")
    assert refused.value.code == "NO_RECORD"
    take(county, send(town))
    with pytest.raises(Trouble):
        erasing.clear_organization(other, organization, "依法删除")


@pytest.fixture
def other(enrolled):
    """A township that does not hold the record."""
    return enrolled("other")


def test_an_erasure_of_rows_outside_ones_power_is_not_carried_out(
    town, other, county, person, send, take
):
    from cso_desk.usecases import erasure_taking

    _, organization, _ = person
    take(county, send(town))
    with other.operation("试") as op:
        named = {"organization": {organization: set()}}
        shown = list(erasing._orders(other, op, "organization", named, ("冒充", "")))
        erasure_taking.keep(op, shown)
    taken = take(county, send(other))
    assert any("清除令" in note for note in taken.notes)
    assert register.show(county, organization).values["name"] == "百泉夕阳红舞蹈队"


def test_what_a_restored_backup_brings_back_is_cleared_again(town, person):
    old = backup.make(town, "试").value.file
    erasing.clear_person(town, person[0], "本人申请")
    folder = town.folder
    town.close()
    back = backup.restore(folder, old, "经办410782103", "ceshi-2026", town.clock)
    try:
        assert leaks(back) == set()
        assert len(erasing.listed(back)) == 1
        with back.read() as session:
            assert store.verify_chain(session) == []
    finally:
        back.close()


def test_the_signature_and_the_issuer_of_an_erasure_count(town, county, person):
    from cso_desk.packages.erasures import SignedErasure, check_erasure
    from cso_desk.packages.refusals import Refusal
    from cso_desk.usecases import trust

    erasing.clear_person(town, person[0], "本人申请")
    with town.read() as session:
        (kept,) = store.listed(session, Erasure)
    signed = SignedErasure(kept.text, kept.signature, kept.chain)
    inside, anchors = trust.inside_of(county), trust.anchors_of(county)
    assert check_erasure(signed, anchors, inside, vouched=False).issuer == town.unit
    forged = SignedErasure(kept.text.replace("本人申请", "冒名申请"), kept.signature, kept.chain)
    with pytest.raises(Refusal) as refused:
        check_erasure(forged, anchors, inside, vouched=True)
    assert refused.value.code == "BAD_SIGNATURE"
    other = SignedErasure(kept.text.replace(town.unit, county.unit), kept.signature, kept.chain)
    with pytest.raises(Refusal) as refused:
        check_erasure(other, anchors, inside, vouched=True)
    assert refused.value.code == "BAD_CHAIN"
