"""A restored backup or a copied data folder: nothing that was acknowledged is lost, and both sides are shown."""

import shutil

import pytest

from cso_desk.usecases import backup, forks, receipts, register, send_package, take_packages

NAME = "百泉夕阳红舞蹈队"


@pytest.fixture
def exchange(tmp_path):
    """Report to the county, take it, bring the receipt back; returns what was taken."""

    def both(below, above, name):
        sent = send_package.make(below, "410782", tmp_path / name).value
        (taken,) = take_packages.take(above, [sent.file], tmp_path / f"{name}-r").value
        return taken, receipts.take_receipt(below, taken.receipt).value

    return both


@pytest.fixture
def gone_back(town, county, tmp_path, add, exchange, reopened):
    """A township that was put back to an old backup after it had reported more; and what it reported."""
    kept = add(town)
    exchange(town, county, "first")
    made = backup.make(town, "试", None).value
    register.save_organization(town, kept, {"name": "报过的新名字", "phone": "13900007777"})
    lost = add(town, "备份后新增的队")
    exchange(town, county, "second")
    town.close()
    again = backup.restore(
        town.folder, made.file, user="经办410782103", password="ceshi-2026", clock=town.clock
    )
    yield again, kept, lost
    again.close()


def test_what_was_reported_before_a_restore_comes_back_with_the_receipt(
    gone_back, county, exchange
):
    town, kept, lost = gone_back
    taken, told = exchange(town, county, "third")
    assert taken.verdict == "part"
    assert register.show(county, kept).values["name"] == "报过的新名字"
    assert len(told.refused_rows) == 2
    found = {one.record: one for one in forks.compare(town)}
    assert found[kept].mine["组织名称"] == NAME
    assert found[kept].theirs["组织名称"] == "报过的新名字"
    assert found[lost].mine == {"状态": "（本机没有）"}
    assert found[lost].name == "备份后新增的队"


@pytest.mark.parametrize("side", ["mine", "theirs"])
def test_either_side_makes_both_desks_equal(gone_back, county, exchange, side):
    town, kept, lost = gone_back
    exchange(town, county, "third")
    assert forks.settle(town, side).value == 2
    assert forks.compare(town) == []
    taken, _ = exchange(town, county, "fourth")
    assert (taken.verdict, taken.refused, taken.differing) == ("ok", 0, ())
    name = register.show(county, kept).values["name"]
    assert name == register.show(town, kept).values["name"]
    assert name == ("报过的新名字" if side == "theirs" else NAME)
    if side == "theirs":
        shown = register.show(town, kept).values
        assert (shown["phone"], shown["leader_id"][:6]) == ("13900007777", "410191")
        assert register.show(town, lost).values["name"] == "备份后新增的队"


def test_a_copied_folder_is_told_by_a_receipt_and_begins_anew(
    town, county, tmp_path, add, exchange, reopened
):
    organization = add(town)
    exchange(town, county, "first")
    town.close()
    shutil.copytree(town.folder, tmp_path / "copy")
    town, copy = reopened(town.folder), reopened(tmp_path / "copy")
    register.save_organization(town, organization, {"name": "这一台改的"})
    exchange(town, county, "second")
    register.save_organization(copy, organization, {"name": "那一台改的"})
    before = copy.instance
    taken, told = exchange(copy, county, "fork")
    assert (taken.verdict, taken.code, told.verdict) == ("fork", "FORK", "fork")
    assert "重新生成" in told.words
    assert copy.instance != before
    assert register.show(county, organization).values["name"] == "这一台改的"
    town.close()
    taken, _ = exchange(copy, county, "anew")
    assert taken.seq == 1
    if forks.compare(copy):
        forks.settle(copy, "mine")
        exchange(copy, county, "settled")
    name = register.show(copy, organization).values["name"]
    assert register.show(county, organization).values["name"] == name
    copy.close()


def test_an_old_package_of_the_same_life_is_no_fork(town, county, tmp_path, add):
    organization = add(town)
    first = send_package.make(town, "410782", tmp_path / "a").value
    register.save_organization(town, organization, {"name": "新的"})
    second = send_package.make(town, "410782", tmp_path / "b").value
    (taken,) = take_packages.take(county, [second.file]).value
    (late,) = take_packages.take(county, [first.file]).value
    assert (taken.verdict, late.verdict, late.refused) == ("ok", "ok", 0)
