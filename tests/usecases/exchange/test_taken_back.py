"""A package that was taken can be taken back while nothing depends on it, and both desks end equal again."""

import pytest

from cso_desk import store
from cso_desk.errors import Problems, Trouble
from cso_desk.records import (
    TRAVELLING,
    Contact,
    KeptCover,
    Organization,
    ReplacedRow,
    TakenBack,
    TakenPackage,
    Taking,
)
from cso_desk.usecases import (
    history,
    mailing,
    origin,
    receipts,
    register,
    send_package,
    take_packages,
    taken_back,
    trust,
)
from cso_desk.usecases.take_packages import senders


def rows(desk) -> dict[str, list[tuple[object, ...]]]:
    """Everything that the desk holds of the records that travel, column by column."""
    found = {}
    with desk.read() as session:
        for kind in TRAVELLING:
            keys = [column.key for column in kind.__table__.columns if column.key != "n"]
            found[kind.__tablename__] = sorted(map(repr, store.values_ever(session, kind, keys)))
    return found


def take(county, sent, answers):
    """Take one package; returns what became of it."""
    (taken,) = take_packages.take(county, [sent.file], answers).value
    return taken


def names(desk, owner) -> dict[str, tuple[object, ...]]:
    """Name, revision and removal of an owner's organizations."""
    with desk.read() as session:
        keys = ("id", "name", "rev", "deleted")
        found = store.values_ever(session, Organization, keys, owner=owner)
    return {row[0]: (None if row[3] else row[1], *row[2:]) for row in found}


@pytest.fixture
def second(town, county, stick, tmp_path, add, send):
    """Two packages taken, the second of which added, changed and removed; the desk as it was between them."""
    kept, gone = add(town), add(town, "百泉太极队")
    first = take(county, send(town, stick / "1"), tmp_path / "r1")
    receipts.take_receipt(town, first.receipt)
    before = rows(county)
    register.save_organization(town, kept, {"name": "百泉朝阳舞蹈队"})
    register.remove(town, gone)
    add(town, "百泉合唱队")
    sent = send(town, stick / "2")
    taken = take(county, sent, tmp_path / "r2")
    return sent, taken, before


def test_every_row_is_again_what_it_was(county, second):
    sent, _, before = second
    assert rows(county) != before
    told = taken_back.undo(county, sent.id).value
    assert (told.seq, told.rows, told.receipt) == (2, 3, None)
    assert rows(county) == before
    assert store.check(county, deep=True) == []
    with county.read() as session:
        assert store.count(session, store.Query(Organization, text="合唱队")) == 0
        assert store.count(session, store.Query(Organization, text="夕阳红")) == 1
        (kept,) = store.listed(session, TakenBack)
        assert (kept.package, kept.seq, kept.back_by) == (sent.id, 2, county.user)
        assert session.get(KeptCover, sent.id) is None
    assert [one.seq for one in senders(county) if one.packages] == [1]


def test_the_same_package_can_be_taken_again(county, second, tmp_path):
    sent, _, _ = second
    whole = rows(county)
    taken_back.undo(county, sent.id)
    (seen,) = take_packages.look(county, [sent.file])
    assert (seen.verdict, seen.added, seen.changed, seen.removed) == ("ok", 1, 1, 1)
    again = take(county, sent, tmp_path / "r3")
    assert (again.verdict, again.differing) == ("ok", ())
    assert rows(county) == whole
    assert store.check(county, deep=True) == []
    assert take(county, sent, tmp_path / "r3").verdict == "duplicate"


def test_another_package_under_its_number_is_still_a_fork(county, second):
    sent, _, _ = second
    taken_back.undo(county, sent.id)
    seen = trust.receiver_of(county).seen
    with county.read() as session:
        (kept,) = store.listed(session, TakenBack)
    found = seen(kept.sender, kept.instance, kept.seq)
    assert (found.cover_sha256, found.taken_back) == (kept.cover_hash, True)


@pytest.mark.parametrize("original", [True, False])
@pytest.mark.parametrize("countermand", ["taken", "lost", "overtaken"])
def test_both_sides_end_equal(
    town, county, stick, tmp_path, add, send, second, original, countermand
):
    sent, taken, _ = second
    if original and countermand != "overtaken":
        receipts.take_receipt(town, taken.receipt)
    told = taken_back.undo(county, sent.id, tmp_path / "back").value
    if countermand != "lost":
        said = receipts.take_receipt(town, told.receipt).value
        assert said.verdict == "taken_back"
        assert "辉县市已把这次导入还原" in said.words
        assert send_package.outbox(town)[0].state == "上级已还原，请重新生成"
    if original and countermand == "overtaken":
        receipts.take_receipt(town, taken.receipt)
        assert send_package.outbox(town)[0].state == "上级已还原，请重新生成"
    add(town, "百泉书画社")
    for number in range(3):
        answer = take(county, send(town, stick / f"n{number}"), tmp_path / f"n{number}")
        receipts.take_receipt(town, answer.receipt)
        if countermand != "lost":
            break
    assert names(county, town.unit) == names(town, town.unit)
    assert answer.differing == ()
    assert send_package.preview(town).underway == 0


def test_what_a_lost_countermand_said_comes_with_the_next_receipt(
    town, county, stick, tmp_path, add, send, second
):
    sent, taken, _ = second
    receipts.take_receipt(town, taken.receipt)
    taken_back.undo(county, sent.id)
    add(town, "百泉书画社")
    answer = take(county, send(town, stick / "3"), tmp_path / "r3")
    assert answer.missing_seqs == (2,)
    told = receipts.take_receipt(town, answer.receipt).value
    assert told.waiting_again == (2,)
    assert "对方已没有第 0002 号的内容" in told.words
    assert "不用补送" not in told.words
    answer = take(county, send(town, stick / "4"), tmp_path / "r4")
    assert answer.differing == ()
    assert names(county, town.unit) == names(town, town.unit)


def test_the_first_package_of_a_unit_leaves_nothing(town, county, stick, tmp_path, add, send):
    before = rows(county)
    add(town)
    sent = send(town, stick)
    taken = take(county, sent, tmp_path / "r")
    receipts.take_receipt(town, taken.receipt)
    told = taken_back.undo(county, sent.id, tmp_path / "b").value
    assert rows(county) == before
    receipts.take_receipt(town, told.receipt)
    assert send_package.preview(town).base is None
    answer = take(county, send(town, stick / "2"), tmp_path / "r2")
    assert (answer.added, answer.differing) == (1, ())


def test_an_own_record_about_it_holds_it(county, second):
    sent, _, _ = second
    with county.read() as session:
        (found,) = store.listed(session, Organization, name="百泉合唱队")
    with county.operation("写联系记录") as op:
        op.add(Contact(organization=found.id))
    with pytest.raises(Problems, match="本单位已据此办理：联系记录"):
        taken_back.undo(county, sent.id)
    history.undo_last(county)
    assert taken_back.hindrance(county, sent.id) == ""


def test_an_own_record_from_before_does_not_hold_it(town, county, stick, tmp_path, add, send):
    organization = add(town)
    take(county, send(town, stick / "1"), tmp_path / "r1")
    with county.operation("写联系记录") as op:
        op.add(Contact(organization=organization))
    register.save_organization(town, organization, {"name": "百泉朝阳舞蹈队"})
    sent = send(town, stick / "2")
    take(county, sent, tmp_path / "r2")
    taken_back.undo(county, sent.id)
    with county.read() as session:
        assert store.get(session, Organization, organization).name == "百泉夕阳红舞蹈队"


def test_only_the_last_one_of_a_sender(town, county, stick, tmp_path, add, send, second):
    sent, _, _ = second
    add(town, "百泉书画社")
    later = send(town, stick / "3")
    take(county, later, tmp_path / "r3")
    with pytest.raises(Problems, match="后来又报来第 0003 号，只能还原最近一次导入"):
        taken_back.undo(county, sent.id)
    with county.read() as session:
        assert {one.package for one in store.listed(session, ReplacedRow)} <= {later.id}
    taken_back.undo(county, later.id)
    with pytest.raises(Problems, match="没有留下导入前的内容"):
        taken_back.undo(county, sent.id)


def test_what_was_reported_further_up_stays(
    town, county, stick, tmp_path, add, send, enrol_at, start_desk
):
    city = start_desk("4107")
    enrol_at(city, county)
    add(town)
    sent = send(town, stick)
    take(county, sent, tmp_path / "r")
    send_package.make(county, None, stick / "up")
    with pytest.raises(Problems, match="第 0001 号上报包已经把它报给上级"):
        taken_back.undo(county, sent.id)


def test_a_package_of_an_earlier_program_stays(county, second):
    sent, _, _ = second
    with county.operation("测试") as op:
        op.session.delete(op.session.get_one(Taking, sent.id))
    assert "以前版本的程序" in taken_back.hindrance(county, sent.id)


def test_twice_and_unknown(county, second):
    sent, _, _ = second
    taken_back.undo(county, sent.id)
    for package in (sent.id, "unknown"):
        with pytest.raises(Trouble, match="没有接收过这份上报包，或已经还原"):
            taken_back.undo(county, package)
    assert history.last(county) is None or "接收" not in history.last(county)[1]


def test_the_answers_file_goes_and_a_new_one_tells(county, second, tmp_path):
    sent, _, _ = second
    with county.read() as session:
        (answer,) = store.values_of(session, TakenPackage, ("receipt_id",), id=sent.id)
    told = taken_back.undo(county, sent.id, tmp_path / "back").value
    assert told.receipt.parent == tmp_path / "back"
    assert not mailing.outbox_file(county, answer[0]).exists()


def test_origin_is_again_the_earlier_package(town, county, second):
    sent, _, _ = second
    with county.read() as session:
        (found,) = store.listed(session, Organization, name="百泉朝阳舞蹈队")
    assert origin.of(county, "organization", found.id).steps[0].seq == 2
    taken_back.undo(county, sent.id)
    assert origin.of(county, "organization", found.id).steps[0].seq == 1
