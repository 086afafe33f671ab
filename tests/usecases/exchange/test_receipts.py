"""Receipts alone move 已接收."""

import pytest

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.records import SentPackage
from cso_desk.usecases import mailing, receipts, register, send_package, take_packages


@pytest.fixture
def answered(town, county, stick, tmp_path, add, send):
    """A package that was taken in: the organization, what was sent, the receipt's file."""
    organization = add(town)
    sent = send(town, stick)
    (taken,) = take_packages.take(county, [sent.file], tmp_path / "receipts").value
    return organization, sent, taken.receipt


def test_a_receipt_acknowledges_and_empties_the_outbox(town, answered):
    organization, sent, file = answered
    assert mailing.outbox_file(town, sent.id).exists()
    done = receipts.take_receipt(town, file)
    assert done.value.tables["organization"]["added"] == 1
    assert (done.value.verdict, done.value.seq, done.value.differing) == ("ok", 1, ())
    assert ("organization", organization) in done.changes
    assert register.show(town, organization).sync_state == "已接收"
    (kept,) = send_package.outbox(town)
    assert (kept.state, kept.present) == ("已接收", False)
    assert not mailing.outbox_file(town, sent.id).exists()
    assert "辉县市已接收" in done.value.words


def test_the_same_receipt_again_says_so_and_changes_nothing(town, answered):
    _, _, file = answered
    first = receipts.take_receipt(town, file).value
    with town.read() as session:
        head = store.head(session)
    again = receipts.take_receipt(town, file)
    assert again.value.again
    assert (again.value.tables, again.changes) == (first.tables, frozenset())
    with town.read() as session:
        assert store.head(session) == head


def test_what_changed_after_the_package_is_not_acknowledged(town, answered):
    organization, _, file = answered
    register.save_organization(town, organization, {"phone": "13900005555"})
    receipts.take_receipt(town, file)
    assert register.show(town, organization).sync_state == "未报"


def test_a_later_receipt_stands_for_earlier_packages(town, county, stick, tmp_path, add, send):
    add(town)
    lost, come = send(town, stick / "a"), send(town, stick / "b")
    (taken,) = take_packages.take(county, [come.file], tmp_path / "r").value
    told = receipts.take_receipt(town, taken.receipt).value
    assert told.missing_seqs == (1,)
    assert [one.state for one in send_package.outbox(town)] == ["已接收", "已由后一份代替"]
    assert not mailing.outbox_file(town, lost.id).exists()
    with town.read() as session:
        assert store.listed(session, SentPackage, acknowledged_at="", kind="report") == []


def test_a_receipt_for_another_township_is_refused(answered, enrolled):
    with pytest.raises(Trouble) as refused:
        receipts.take_receipt(enrolled("other"), answered[2])
    assert refused.value.code == "NOT_FOR_ME"


def test_a_changed_receipt_is_refused(town, answered):
    organization, _, file = answered
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(Trouble):
        receipts.take_receipt(town, file)
    assert register.show(town, organization).sync_state == "已导出待送"


def test_a_report_is_no_receipt_and_a_receipt_no_report(town, county, stick, answered, send):
    _, sent, file = answered
    with pytest.raises(Trouble):
        receipts.take_receipt(town, sent.file)
    (seen,) = take_packages.take(town, [file]).value
    assert (seen.verdict, seen.code) == ("refused", "MALFORMED")
    assert "收回执" in seen.message
    again = send(town, stick / "b")
    with pytest.raises(Trouble, match="不是回执"):
        receipts.take_receipt(county, again.file)


def test_a_receipt_for_a_package_that_this_desk_does_not_remember_is_told(
    town, county, stick, tmp_path, add, send, reopened
):
    import shutil

    add(town)
    town.close()
    shutil.copytree(town.folder, tmp_path / "old")
    with reopened(town.folder) as newer:
        sent = send(newer, stick)
    (taken,) = take_packages.take(county, [sent.file], tmp_path / "r").value
    with reopened(tmp_path / "old") as older, pytest.raises(Trouble, match="备份"):
        receipts.take_receipt(older, taken.receipt)


def test_of_several_receipts_a_bad_one_holds_up_no_other(town, county, stick, tmp_path, add, send):
    add(town)
    first, second = send(town, stick / "a"), send(town, stick / "b")
    folder = tmp_path / "r"
    infos = take_packages.take(county, [first.file, second.file], folder).value
    broken, good = (one.receipt for one in infos)
    broken.write_bytes(broken.read_bytes()[:-100])
    stranger = tmp_path / "none.csopkg"
    told = receipts.take_receipts(town, [broken, first.file, stranger, good])
    assert [one.info is not None for one in told.value] == [False, False, False, True]
    assert all(one.words.endswith("。") for one in told.value)
    assert told.changes
    found = take_packages.scan(town, folder)
    assert [one.known for one in found.packages if one.kind == "receipt"] == [True]
    assert found.receipts == []
