"""下发包: each unit below gets what it has not confirmed; only the superior is heeded, in any order, each part whole."""

import pytest

from cso_desk.records import PackVersion, Unit, unit_id
from cso_desk.usecases import config_parts, configuring, receipts, take_packages, units
from cso_desk.usecases.config_parts import PARTS, Part
from cso_desk.usecases.exchange_words import table_word

TEXT = [{"name": "id", "type": "string"}, {"name": "words", "type": "string"}]


@pytest.fixture
def words(monkeypatch):
    """A part of its own for these tests: lines of words that each desk keeps in a list."""
    said = {"above": [{"id": "1", "words": "第一句"}], "heard": {}}

    def heed(desk, op, sender, rows):
        said["heard"][desk.unit] = [row["words"] for row in rows]
        return [f"收到 {len(rows)} 句"]

    def check(desk, sender, rows):
        return "这句话不能用，请改。" if any(row["words"] == "坏" for row in rows) else ""

    part = Part("_words", "话", TEXT, lambda *_: said["above"], heed, check)
    monkeypatch.setattr(config_parts, "PARTS", (part,))
    return said


def give(desk, out):
    return configuring.give(desk, out).value


def take(desk, file, out):
    (taken,) = take_packages.take(desk, [file], out).value
    return taken


def states(desk, unit):
    (found,) = [one for one in configuring.below(desk) if one.unit == unit]
    return {one.table: one.state for one in found.parts}


def test_each_unit_below_gets_one_package_and_confirms_it(county, town, tmp_path, words):
    assert states(county, town.unit) == {"_words": "待下发"}
    made = give(county, tmp_path / "out")
    assert {one.to_name for one in made} == {"百泉镇", "城关镇"} or len(made) == 2
    (file,) = [one.file for one in made if one.to == town.unit]
    assert "百泉镇_下发_" in file.name
    assert states(county, town.unit) == {"_words": "已生成待回执"}
    taken = take(town, file, tmp_path / "answers")
    assert (taken.verdict, taken.kind, words["heard"][town.unit]) == ("ok", "config", ["第一句"])
    assert "话：收到 1 句" in taken.notes
    receipts.take_receipt(county, taken.receipt)
    assert states(county, town.unit) == {"_words": "已确认"}
    assert [one.to for one in give(county, tmp_path / "more")] != [town.unit]
    assert take(town, file, tmp_path / "again").verdict == "duplicate"


def test_a_lost_package_is_given_again_whole(county, town, tmp_path, words):
    give(county, tmp_path / "lost")
    (one,) = [one for one in give(county, tmp_path / "second") if one.to == town.unit]
    taken = take(town, one.file, tmp_path / "answers")
    assert (taken.missing_seqs, words["heard"][town.unit]) == ((one.seq - 1,), ["第一句"])
    receipts.take_receipt(county, taken.receipt)
    assert states(county, town.unit) == {"_words": "已确认"}


def test_an_older_package_changes_nothing_and_says_so(county, town, tmp_path, words):
    (old,) = [one for one in give(county, tmp_path / "old") if one.to == town.unit]
    words["above"] = [{"id": "1", "words": "第二句"}]
    (new,) = [one for one in give(county, tmp_path / "new") if one.to == town.unit]
    later = take(town, new.file, tmp_path / "a")
    earlier = take(town, old.file, tmp_path / "b")
    assert words["heard"][town.unit] == ["第二句"]
    assert earlier.verdict == "ok"
    assert any("已收过更新的" in words_ for words_ in earlier.notes)
    receipts.take_receipt(county, earlier.receipt)
    assert states(county, town.unit) == {"_words": "已生成待回执"}
    receipts.take_receipt(county, later.receipt)
    assert states(county, town.unit) == {"_words": "已确认"}


def test_a_bad_part_comes_back_with_its_reason_and_holds_up_nothing_else(
    county, town, tmp_path, words
):
    words["above"] = [{"id": "1", "words": "坏"}]
    units.save_unit(county, county.unit, {"office": "民政局基层政权股"})
    (made,) = [one for one in give(county, tmp_path / "out") if one.to == town.unit]
    taken = take(town, made.file, tmp_path / "answers")
    assert (taken.verdict, taken.refused) == ("part", 1)
    assert town.unit not in words["heard"]
    with town.read() as session:
        assert session.query(Unit).filter_by(id=county.unit).one().office == "民政局基层政权股"
    answer = receipts.take_receipt(county, taken.receipt).value
    assert answer.refused_rows[0].why == "这句话不能用，请改。"
    (below,) = [one for one in configuring.below(county) if one.unit == town.unit]
    assert {one.table: (one.state, one.why) for one in below.parts} == {
        "_words": ("未接收", "这句话不能用，请改。"),
        "unit": ("已确认", ""),
    }
    assert [one.table for one in below.waiting] == ["_words"]


def test_a_part_of_a_newer_program_waits_for_it(county, town, tmp_path, words, monkeypatch):
    (made,) = [one for one in give(county, tmp_path / "out") if one.to == town.unit]
    monkeypatch.setattr(config_parts, "PARTS", ())
    taken = take(town, made.file, tmp_path / "answers")
    assert taken.verdict == "part"
    assert "升级程序" in taken.refused_rows[0].why


def test_only_the_superior_is_heeded(county, town, tmp_path, words, monkeypatch):
    """A unit below that calls its own superior a child and gives it a 下发包."""
    from cso_desk.usecases import trust

    def upside_down(session):
        return [trust.below(trust.parent_of(town).party)]

    monkeypatch.setattr(configuring.trust, "neighbours", upside_down)
    (made,) = give(town, tmp_path / "out")
    monkeypatch.undo()
    taken = take(county, made.file, tmp_path / "answers")
    assert (taken.verdict, taken.code) == ("refused", "OUT_OF_SCOPE")
    assert words["heard"] == {}


def test_the_parts_are_called_the_same_everywhere():
    assert {part.table: part.word for part in PARTS} == {
        part.table: table_word(part.table) for part in PARTS
    }
    assert all(part.table.startswith("_") for part in PARTS)
    assert PackVersion.__tablename__ not in [part.table for part in PARTS]


def test_a_stop_or_a_pulled_stick_leaves_nothing_remembered(county, town, tmp_path, words):
    from cso_desk.errors import Stopped, Trouble
    from cso_desk.usecases import send_package

    class Impatient:
        def step(self, done, total, text=""):
            if text and done == 0 and total != 2:
                raise Stopped

    (tmp_path / "file").write_text("没有文件夹")
    with pytest.raises(Trouble):
        configuring.give(county, tmp_path / "file")
    with pytest.raises(Stopped):
        configuring.give(county, tmp_path / "out", [town.unit], Impatient())
    assert states(county, town.unit) == {"_words": "待下发"}
    assert list((county.folder / "outbox").glob("*.csopkg")) == []
    assert send_package.outbox(county) == []
    (made,) = configuring.give(county, tmp_path / "out", [town.unit]).value
    assert made.seq == 1


def test_a_unit_that_begins_a_new_life_gets_everything_again(county, town, tmp_path, words, add):
    from cso_desk.usecases import forks, send_package

    (made,) = [one for one in give(county, tmp_path / "a") if one.to == town.unit]
    receipts.take_receipt(county, take(town, made.file, tmp_path / "ra").receipt)
    with town.operation("测试") as op:
        forks.begin_anew(town, op)
    add(town)
    sent = send_package.make(town, "410782", tmp_path / "up").value
    take(county, sent.file, tmp_path / "rb")
    assert states(county, town.unit) == {"_words": "待下发"}


def test_a_fault_while_a_part_is_heeded_takes_nothing(county, town, tmp_path, words, monkeypatch):
    units.save_unit(county, county.unit, {"office": "民政局基层政权股"})
    (made,) = configuring.give(county, tmp_path / "out", [town.unit]).value

    def fail(*_):
        raise RuntimeError("电源断了")

    (whole,) = config_parts.PARTS
    broken = Part("_words", "话", TEXT, whole.gather, fail)
    monkeypatch.setattr(config_parts, "PARTS", (broken,))
    with pytest.raises(RuntimeError):
        take(town, made.file, tmp_path / "answers")
    with town.read() as session:
        assert session.query(Unit).filter_by(id=county.unit).one().office is None
    monkeypatch.setattr(config_parts, "PARTS", (whole,))
    assert take(town, made.file, tmp_path / "answers").verdict == "ok"


def test_what_concerns_other_townships_does_not_go(county, town, tmp_path):
    units.save_unit(county, unit_id("410782102"), {"office": "民政办"})
    units.save_unit(county, unit_id("410782103"), {"office": "社会事务办"})
    (made,) = configuring.give(county, tmp_path / "out", [town.unit]).value
    assert (made.words, made.rows) == (("单位名册", "社区（村）和单位信息"), 2)
    assert take(town, made.file, tmp_path / "answers").verdict == "ok"
    assert units.own_unit(town).office == "社会事务办"
