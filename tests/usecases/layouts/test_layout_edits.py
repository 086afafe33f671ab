"""Changes of a layout: what they do, what they refuse, and that any sequence of them gives a form that prints."""

from __future__ import annotations

import copy
import io
import json
import re
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cso_desk import documents
from cso_desk.errors import Problems
from cso_desk.policy import default_pack
from cso_desk.policy.pack import faults_of
from cso_desk.usecases import layout_checks, layout_paper, layout_samples
from cso_desk.usecases.layout_boxes import box_moved_to
from cso_desk.usecases.layout_edits import KINDS, Change, all_of, apply
from cso_desk.usecases.layout_outline import Part, outline
from cso_desk.usecases.layout_places import at, bands
from cso_desk.usecases.layout_rows import moved_to

CODES = sorted(default_pack().layouts)
FONTS = documents.Fonts()


def shipped(code: str = "F01") -> dict[str, Any]:
    return copy.deepcopy(dict(default_pack().layout(code)))


def part(raw: dict[str, Any], name: str) -> Part:
    return next(one for one in outline(raw) if one.name.startswith(name))


def refusal(raw: dict[str, Any], change: Change) -> str:
    before = json.dumps(raw)
    with pytest.raises(Problems) as caught:
        apply(raw, change)
    assert json.dumps(raw) == before
    (problem,) = caught.value.problems
    assert problem.field == change.place
    assert problem.message.endswith("。")
    return problem.message


def pdf_pages(raw: dict[str, Any], record: dict[str, Any]) -> int:
    drawn = documents.draw(
        documents.read_layout(raw),
        [record],
        io.BytesIO(),
        fonts=FONTS,
        made_at=datetime(2026, 11, 20),
    )
    assert not drawn.skipped
    return drawn.pages


@pytest.mark.parametrize("code", CODES)
def test_every_shipped_form_is_quiet_and_reads_without_codes(code: str) -> None:
    raw = shipped(code)
    assert layout_checks.remarks(raw, raw) == []
    for one in outline(raw):
        assert one.name
        texts = [one.name, *(text.words for text in one.wordings)]
        texts += [line for box in one.boxes for line in box.feet]
        assert not [text for text in texts if "{" in text or "}" in text], one


@pytest.mark.parametrize("code", CODES)
def test_typing_back_what_stands_there_changes_nothing(code: str) -> None:
    raw = shipped(code)
    for one in outline(raw):
        for text in one.wordings:
            assert apply(raw, Change("text", text.place, text.words)) == raw
        for box in one.boxes:
            assert apply(raw, Change("feet", box.place, list(box.feet))) == raw
            if box.signers:
                assert apply(raw, Change("signer", box.place, box.signer)) == raw
        for fill in one.fills:
            assert apply(raw, Change("fill", fill.place, fill.key)) == raw
        if one.height is not None:
            assert apply(raw, Change("height", one.place, one.height)) == raw
        if one.switch:
            off = apply(raw, Change("switch", one.place, False))
            assert off != raw
            assert apply(off, Change("switch", one.place, True)) == raw


def test_a_label_is_renamed_and_values_stay_in_the_words() -> None:
    raw = shipped()
    named = part(raw, "组织名称")
    made = apply(raw, Change("text", named.wordings[0].place, "队伍名称"))
    assert part(made, "队伍名称").place == named.place
    rooms = next(one for one in part(raw, "成立日期").wordings if "个，" in one.words)
    assert rooms.words == "【办公场所数量】个，【办公场所面积】㎡"
    made = apply(raw, Change("text", rooms.place, "共【办公场所数量】间（＿＿＿＿）"))
    assert at(made, rooms.place) == "共{org.venue_rooms:2}间（{blank:4}）"
    made = apply(raw, Change("text", rooms.place, "【成员总数】人"))
    assert at(made, rooms.place) == "{org.members:6}人"
    assert "没有“队员”这一项" in refusal(raw, Change("text", rooms.place, "【队员】人"))
    assert "不能空着" in refusal(raw, Change("text", named.wordings[0].place, " "))


def test_a_title_changes_on_the_paper_too() -> None:
    made = apply(shipped(), Change("text", "title", "群众活动团队备案表"))
    assert (made["title"], made["blocks"][0]["text"]) == ("群众活动团队备案表",) * 2


def test_rows_that_belong_together_move_together() -> None:
    raw = shipped()
    leader = part(raw, "负责人、姓名")
    made = apply(raw, Change("move", leader.place, -1))
    rows = made["blocks"][2]["rows"]
    assert [cell.get("text") for cell in rows[5]["cells"]][:1] == ["负责人"]
    assert rows[6]["cells"][0]["text"] == "身份证号"
    assert moved_to(raw, leader.place, -1) == "blocks.2.rows.5"
    assert apply(made, Change("move", "blocks.2.rows.5", 1)) == raw
    assert "到头了" in refusal(raw, Change("move", "blocks.2.rows.0", -1))
    roster = shipped("F04")
    assert "表头" in refusal(roster, Change("move", "blocks.2.rows.1", -1))


def test_opinion_boxes_change_places_in_their_row() -> None:
    raw = shipped()
    party = part(raw, "社区（村）党组织意见").boxes[0]
    assert party.move == (False, True)
    made = apply(raw, Change("move_box", party.place, 1))
    texts = [cell["text"] for cell in made["blocks"][2]["rows"][17]["cells"]]
    assert [text[:6] for text in texts[::2]] == ["居（村）民委", "社区（村）党"]
    there = box_moved_to(raw, party.place, 1)
    assert apply(made, Change("move_box", there, -1)) == raw
    assert pdf_pages(made, layout_samples.full(made)) == 1


def test_another_body_opines_and_another_unit_seals() -> None:
    raw = shipped()
    box = part(raw, "社区（村）党组织意见").boxes[0]
    made = apply(raw, Change("signer", box.place, "opinion.township"))
    assert at(made, box.place)["text"] == "{opinion.township.text}"
    assert "{opinion.township.person:6}" in at(made, box.place)["foot"][0]["text"]
    hand = apply(raw, Change("signer", box.place, ""))
    assert at(hand, box.place)["foot"][1]["text"] == "　　年　　月　　日"
    assert "没有带出" in refusal(hand, Change("signer", box.place, "opinion.party"))
    notice = shipped("F09a")
    seal = part(notice, "盖章处").boxes[0]
    made = apply(notice, Change("signer", seal.place, "county"))
    assert at(made, seal.place)["foot"][0]["text"] == "{county.full_name}（盖章）"
    assert "没有这个单位" in refusal(notice, Change("signer", seal.place, "province"))


def test_lines_at_the_foot_of_a_box() -> None:
    raw = shipped()
    box = part(raw, "乡镇（街道）审查意见").boxes[0]
    old = at(raw, box.place)["foot"]
    lines = [box.feet[0], "民政办（盖章）", box.feet[2], "电话：＿＿＿＿＿＿"]
    made = apply(raw, Change("feet", box.place, lines))
    feet = at(made, box.place)["foot"]
    assert (feet[0], feet[2]) == (old[0], old[2])
    assert feet[1] == {**old[1], "text": "民政办（盖章）"}
    assert feet[3] == {"align": "right", "inset": 8, "text": "电话：{blank:6}"}
    bare = apply(raw, Change("feet", box.place, []))
    assert "foot" not in at(bare, box.place)
    made = apply(raw, Change("seal", box.place, False))
    assert "seal" not in at(made, box.place)
    assert "最多 8 行" in refusal(raw, Change("feet", box.place, ["一"] * 9))


def test_heights_are_said_in_millimetres() -> None:
    raw = shipped()
    name = part(raw, "组织名称")
    made = apply(raw, Change("height", name.place, 12.0))
    assert at(made, name.place)["height"] == 12
    assert "3 到 400" in refusal(raw, Change("height", name.place, 1))
    assert "毫米数" in refusal(raw, Change("height", name.place, "高"))
    made = apply(raw, Change("grows", name.place, True))
    assert at(made, name.place)["share"] == 1
    assert apply(made, Change("grows", name.place, False)) == raw
    roster = shipped("F04")
    made = apply(roster, Change("grows", "blocks.2.rows.1", False))
    assert "tallest" not in at(made, "blocks.2.rows.1")


def test_rows_are_added_and_taken_out_again() -> None:
    raw = shipped()
    members = part(raw, "成员总数")
    made = apply(raw, Change("add", members.place, {"label": "微信群名称", "field": ""}))
    row = part(made, "微信群名称")
    assert (row.place, row.extra) == ("blocks.2.rows.10", True)
    assert apply(made, Change("remove", row.place)) == raw
    made = apply(raw, Change("add", members.place, {"label": "简介", "field": "org.staff"}))
    assert part(made, "简介").fills[0].key == "org.staff"
    filled = apply(made, Change("fill", part(made, "简介").fills[0].place, "org.volunteers"))
    assert at(filled, "blocks.2.rows.10.cells.1.field") == "org.volunteers"
    assert "不能删去" in refusal(raw, Change("remove", members.place))
    assert "栏目名" in refusal(raw, Change("add", members.place, {"label": " "}))
    one = apply(shipped("P02"), Change("add", "blocks.4.rows.0", {"label": "备注"}))
    assert at(one, "blocks.4.rows.1.cells.0.text") == "备注：{blank:12}"
    note = apply(raw, Change("note", "", "注：请用正楷填写。"))
    assert outline(note)[-1].extra
    assert apply(note, Change("remove_note", "blocks.4")) == raw
    assert "不能删去" in refusal(raw, Change("remove_note", "blocks.3"))


def test_paper_copies_and_type() -> None:
    raw = shipped()
    made = all_of(
        raw,
        [
            Change("sheet", "", "A3+"),
            Change("margin", "", [20, 20, 20, 20]),
            Change("size", "", "小4"),
            Change("keepers", "", ["组织", "村（社区）"]),
            Change("flag", "reference", False),
            Change("flag", "all_copies", True),
        ],
    )
    layout = documents.read_layout(made)
    assert round(layout.paper.width) == round(420 * 72 / 25.4)
    assert (layout.keepers, layout.all_copies, layout.reference) == (
        ("组织", "村（社区）"),
        True,
        False,
    )
    assert pdf_pages(made, {}) == 2
    assert "5 到 60" in refusal(raw, Change("margin", "", [0, 1, 2, 3]))
    assert "写了两次" in refusal(raw, Change("keepers", "", ["村", "村"]))
    assert "A4、A3" in refusal(raw, Change("sheet", "", "A5"))


def test_empty_rows_of_a_list() -> None:
    roster = shipped("F04")
    made = apply(roster, Change("blank", "blocks.2.rows.1", 30))
    assert at(made, "blocks.2.rows.1.repeat") == {
        **at(roster, "blocks.2.rows.1.repeat"),
        "blank": 30,
    }
    assert pdf_pages(made, {}) == 2
    assert "0 到 200" in refusal(roster, Change("blank", "blocks.2.rows.1", 201))


def test_a_qr_code_is_switched_off_and_on() -> None:
    paper = shipped("P03")
    ((place, name, on),) = layout_paper.codes_of(paper)
    assert (name, on) == ("请求二维码", True)
    off = apply(paper, Change("code", place, False))
    assert "enrolment.request" not in documents.placed_keys(documents.read_layout(off))
    assert layout_paper.codes_of(off) == [(place, name, False)]
    back = apply(off, Change("code", place, True))
    assert documents.read_layout(back) == documents.read_layout(paper)


def test_missing_room_is_said_with_row_and_millimetres() -> None:
    raw = shipped()
    low = apply(raw, Change("height", "blocks.2.rows.17", 10))
    (found,) = layout_checks.remarks(low, raw)
    assert (found.place, found.holds) == ("blocks.2.rows.17", True)
    told = re.fullmatch(
        "“社区（村）党组织意见”这一行太矮：现在 10 毫米，至少要 ([0-9.]+) 毫米，还差 ([0-9.]+) 毫米。",
        found.message,
    )
    assert told is not None
    needed = float(told[1])
    assert (float(told[2]), 20 < needed < 35) == (needed - 10, True)
    less = apply(raw, Change("height", "blocks.2.rows.17", needed - 1))
    assert [one.holds for one in layout_checks.remarks(less, raw)] == [True]
    enough = apply(raw, Change("height", "blocks.2.rows.17", needed))
    assert not [one for one in layout_checks.remarks(enough, raw) if one.holds]
    high = apply(raw, Change("height", "blocks.2.rows.17", 380))
    (found,) = layout_checks.remarks(high, raw)
    assert "这一行太高：现在 380 毫米，最多 " in found.message
    most = float(found.message.partition("最多 ")[2].partition(" ")[0])
    fits = apply(raw, Change("height", "blocks.2.rows.17", most))
    assert not [one for one in layout_checks.remarks(fits, raw) if one.holds]


def test_a_page_more_is_said_with_the_row_that_grew() -> None:
    raw = shipped()
    made = apply(raw, Change("height", "blocks.2.rows.14", 60))
    (found,) = layout_checks.remarks(made, raw)
    assert (found.place, found.holds) == ("blocks.2.rows.14", False)
    assert "空表要印 2 页（原来 1 页）" in found.message
    assert "“业务范围”" in found.message
    more = float(found.message.partition("高出 ")[2].partition(" ")[0])
    made = apply(raw, Change("height", "blocks.2.rows.14", 60 - more))
    assert layout_checks.remarks(made, raw) == []


def test_no_field_that_a_filing_needs_is_lost_silently() -> None:
    raw = shipped()
    off = apply(raw, Change("switch", part(raw, "成员总数").place, False))
    (found,) = layout_checks.remarks(off, raw)
    assert "“成员总数”是备案要填的" in found.message
    other = apply(off, Change("fill", part(off, "联系人").fills[-1].place, "org.members"))
    assert layout_checks.remarks(other, raw) == []


def test_a_note_must_say_as_many_copies_as_there_are_keepers() -> None:
    raw = shipped()
    made = apply(raw, Change("keepers", "", ["组织", "村（社区）"]))
    (found,) = layout_checks.remarks(made, raw)
    assert (found.place, "一式三份" in found.message) == ("blocks.3", True)
    note = outline(made)[-1].wordings[0]
    text = note.words.replace("一式三份", "一式两份")
    assert layout_checks.remarks(apply(made, Change("text", note.place, text)), raw) == []


def test_bands_are_what_a_cell_holds_together() -> None:
    rows = shipped()["blocks"][2]["rows"]
    assert [one for one in bands(rows) if one[1] - one[0] > 1] == [(6, 8), (11, 13)]
    assert bands(rows)[-1][1] == len(rows)
    assert [start for start, _ in bands(rows)][1:] == [end for _, end in bands(rows)][:-1]


WORDS = st.text(st.sampled_from("甲乙丙一二三、。：（）【】＿{} \n姓名"), max_size=12)


@st.composite
def changes(draw: st.DrawFn, raw: dict[str, Any]) -> Change:
    """One change that a clerk might make to a layout: often sensible, sometimes not."""
    parts = outline(raw)
    kind = draw(st.sampled_from(sorted(KINDS)))
    one = draw(st.sampled_from(parts))
    boxes = [box for part in parts for box in part.boxes]
    values: dict[str, Any] = {
        "height": st.floats(0, 120),
        "grows": st.booleans(),
        "move": st.sampled_from([-1, 1]),
        "add": st.fixed_dictionaries({"label": WORDS, "field": st.sampled_from(["", "org.name"])}),
        "blank": st.integers(-1, 40),
        "switch": st.booleans(),
        "note": WORDS,
    }
    if kind in values:
        return Change(kind, one.place, draw(values[kind]))
    if kind == "text":
        texts = [text.place for part in parts for text in part.wordings]
        return Change(kind, draw(st.sampled_from(texts)), draw(WORDS))
    if kind in ("seal", "feet", "signer", "move_box") and boxes:
        box = draw(st.sampled_from(boxes))
        value = {
            "seal": st.booleans(),
            "feet": st.lists(WORDS, max_size=4),
            "signer": st.sampled_from(["", *box.signers]),
            "move_box": st.sampled_from([-1, 1]),
        }[kind]
        return Change(kind, box.place, draw(value))
    whole = {
        "keepers": st.lists(WORDS, max_size=4),
        "sheet": st.sampled_from(["A4", "A4+", "A3", "A5"]),
        "margin": st.lists(st.integers(0, 40), min_size=4, max_size=4),
        "size": st.sampled_from(["小5", "5号", "小4", "大"]),
        "flag": st.booleans(),
    }
    place = (
        draw(st.sampled_from(["reference", "all_copies", "no"])) if kind == "flag" else one.place
    )
    return Change(kind, place, draw(whole[kind]) if kind in whole else None)


@pytest.mark.parametrize("code", ["F01", "F04", "F09a", "P02"])
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_changes_give_a_readable_layout_and_undo_goes_all_the_way_back(
    code: str, data: st.DataObject
) -> None:
    """A refused change alters nothing; what passes the checks prints blank and full; undo is the JSON before."""
    first = shipped(code)
    steps = [first]
    kept = [json.dumps(first)]
    for _ in range(data.draw(st.integers(1, 6))):
        change = data.draw(changes(steps[-1]))
        try:
            made = apply(steps[-1], change)
        except Problems as refused:
            assert all(one.message.endswith("。") for one in refused.problems)
        else:
            steps.append(made)
            kept.append(json.dumps(made))
    last = json.loads(kept[-1])
    pack = default_pack()
    assert faults_of(type(pack)(pack.head, {}, {code: last}), [f"layouts/{code}.json"]) == []
    if not layout_checks.holding(last, first):
        for record in ({}, layout_samples.full(last)):
            assert pdf_pages(last, record) >= 1
    assert [json.dumps(one) for one in steps] == kept
    assert steps[0] == default_pack().layout(code)
