"""An older copy of the data is told before it makes a package; whatever is no older copy never is."""

import json
import shutil

import pytest

from cso_desk.errors import Trouble
from cso_desk.store import folder as places
from cso_desk.usecases import (
    backup,
    forks,
    handing_down,
    receipts,
    register,
    send_package,
    take_packages,
    witness,
)

COUNTY = "410782"


@pytest.fixture
def a_stick(tmp_path, monkeypatch):
    """A folder that counts as a stick, root and all."""
    root = tmp_path / "u-disk"
    root.mkdir()

    def stick_of(folder):
        return root if folder == root or root in folder.parents else None

    monkeypatch.setattr(places, "stick_of", stick_of)
    return root


@pytest.fixture
def another_computer(tmp_path, monkeypatch):
    """Let what follows happen on a computer that has seen nothing."""

    def move():
        monkeypatch.setenv("CSO_DESK_WITNESS", str(tmp_path / "second computer"))

    return move


@pytest.fixture
def put_back(town, county, tmp_path, add, reopened):
    """百泉镇 after its old data folder was put back by hand over the present one."""
    add(town)
    first = send_package.make(town, COUNTY, tmp_path / "first").value
    (taken,) = take_packages.take(county, [first.file], receipts=tmp_path / "r").value
    receipts.take_receipt(town, taken.receipt)
    town.close()
    shutil.copytree(town.folder, tmp_path / "old")
    town = reopened(town.folder)
    lost = add(town, "备份后新增的队")
    second = send_package.make(town, COUNTY, tmp_path / "second").value
    take_packages.take(county, [second.file])
    town.close()
    shutil.rmtree(town.folder)
    shutil.copytree(tmp_path / "old", town.folder)
    town = reopened(town.folder)
    yield town, lost
    town.close()


def test_an_old_copy_that_was_put_back_makes_no_package(put_back, tmp_path):
    town, _ = put_back
    assert "重新开始编号" in witness.standing(town)
    before = town.instance
    for make in (
        lambda: send_package.make(town, COUNTY, tmp_path / "third"),
        lambda: handing_down.hand_down(town, tmp_path / "third"),
    ):
        with pytest.raises(Trouble) as held:
            make()
        assert held.value.code == "RESTORED"
    assert not (tmp_path / "third").exists()
    assert town.instance == before


def test_after_beginning_anew_all_goes_and_what_was_lost_can_be_compared(
    put_back, county, tmp_path, add
):
    town, lost = put_back
    added = add(town, "换回以后新增的队")
    witness.begin_anew(town)
    assert witness.standing(town) == ""
    sent = send_package.make(town, COUNTY, tmp_path / "anew").value
    assert (sent.seq, sent.full) == (1, True)
    (taken,) = take_packages.take(county, [sent.file], receipts=tmp_path / "r").value
    assert taken.verdict == "part"
    receipts.take_receipt(town, taken.receipt)
    assert [one.record for one in forks.compare(town)] == [lost]
    forks.settle(town, "theirs")
    last = send_package.make(town, COUNTY, tmp_path / "last").value
    (taken,) = take_packages.take(county, [last.file]).value
    assert (taken.verdict, taken.differing) == ("ok", ())
    assert register.show(county, added).values["name"] == "换回以后新增的队"


def test_a_copy_on_a_second_computer_is_told_by_the_stick(
    town, county, tmp_path, add, reopened, a_stick, another_computer
):
    add(town)
    send_package.make(town, COUNTY, a_stick)
    town.close()
    shutil.copytree(town.folder, tmp_path / "copy")
    town = reopened(town.folder)
    register_name = add(town, "第一台新增的队")
    send_package.make(town, COUNTY, a_stick / "社会组织数据")
    town.close()
    another_computer()
    copy = reopened(tmp_path / "copy")
    assert witness.standing(copy) == ""
    with pytest.raises(Trouble, match="两台电脑用同一份数据"):
        send_package.make(copy, COUNTY, a_stick)
    forked = send_package.make(copy, COUNTY, tmp_path / "mailed").value
    copy.close()
    mine = [one for one in a_stick.rglob("*.csopkg")]
    verdicts = [one.verdict for one in take_packages.take(county, [*mine, forked.file]).value]
    assert verdicts == ["ok", "ok", "fork"]
    assert register.show(county, register_name).values["name"] == "第一台新增的队"


def test_a_folder_that_is_no_stick_gets_the_package_alone(town, add, stick, witnesses):
    add(town)
    sent = send_package.make(town, COUNTY, stick).value
    assert list(stick.iterdir()) == [sent.file]
    assert len(list(witnesses.rglob("*.json"))) == 2


def test_desks_that_are_no_older_copies_are_never_held(
    town, county, tmp_path, add, reopened, a_stick, another_computer
):
    add(town)
    made = backup.make(town, "试", None).value
    for name in ("一", "二", "三"):
        add(town, f"第{name}队")
        send_package.make(town, COUNTY, a_stick)
        assert witness.standing(town, a_stick) == ""
    town.close()
    moved = tmp_path / "moved"
    shutil.copytree(town.folder, moved)
    desk = reopened(moved)
    send_package.make(desk, COUNTY, a_stick)
    desk.close()
    another_computer()
    desk = reopened(moved)
    send_package.make(desk, COUNTY, a_stick)
    desk.close()
    desk = backup.restore(moved, made.file, "经办410782103", "ceshi-2026", desk.clock)
    assert send_package.make(desk, COUNTY, a_stick).value.seq == 1
    desk.close()
    assert witness.standing(county, a_stick) == ""


def test_two_desks_of_one_computer_share_a_stick(town, enrolled, add, a_stick):
    other = enrolled("other")
    for desk in (town, other, town, other):
        send_package.make(desk, COUNTY, a_stick)
    assert len(json.loads((a_stick / ".csowitness").read_text())["desks"]) == 2
    assert witness.standing(town, a_stick) == witness.standing(other, a_stick) == ""


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\x00", b"[]", b"{}", b'{"desks": 3}', b"[" * 60000, b'{"desks":{"a":[1]}}'],
)
def test_an_unreadable_witness_says_nothing_and_is_written_anew(
    town, add, a_stick, witnesses, content
):
    add(town)
    send_package.make(town, COUNTY, a_stick)
    for file in (a_stick / ".csowitness", *witnesses.rglob("*.json")):
        file.write_bytes(content)
    assert witness.standing(town, a_stick) == ""
    send_package.make(town, COUNTY, a_stick)
    assert b'"code"' in (a_stick / ".csowitness").read_bytes()
    assert witness.standing(town, a_stick) == ""


def test_a_foreign_or_forged_witness_holds_nobody_up(town, add, a_stick, witnesses):
    add(town)
    send_package.make(town, COUNTY, a_stick)
    files = [a_stick / ".csowitness", *witnesses.rglob("*.json")]
    for file in files:
        file.write_text(file.read_text().replace(r"[1, \"", r"[9, \""))
        assert r"[9, \"" in file.read_text()
    assert witness.standing(town, a_stick) == ""


def test_a_package_that_failed_leaves_no_witness(town, add, tmp_path, witnesses):
    add(town)
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Trouble):
        send_package.make(town, COUNTY, tmp_path / "file")
    assert not witnesses.exists()
    send_package.make(town, COUNTY, tmp_path / "good")
    assert witness.standing(town) == ""
