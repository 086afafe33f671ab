"""Shapes in which other offices lay out a ledger: parts of a sheet, marks under the headings, “as above”, on its side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cso_desk.fields import Whole
from cso_desk.workbooks.communities import part_name
from cso_desk.workbooks.written_numbers import read_count

from .test_messes import codes, take, taken

LEADER, CONTACT = "13900000001", "13900000002"
WHOLE = "410191195603120075"
WHOLE_WITH_ZEROS = "410191195003011000"
"""An invented identity number whose check digit is right."""
HEADINGS = ["序号", "组织名称", "类型", "负责人及联系电话", "会员数(人)", "活动场地"]


def test_each_part_of_a_sheet_has_its_own_community_also_one_that_nobody_knows(
    tmp_path: Path,
) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["百泉镇社区社会组织摸底情况一览表"])
        for number, place in (("一", "八盘磨社区"), ("二", "东关社区"), ("三", "百泉村")):
            sheet.append([f"{number}、{place}"])
            sheet.append(HEADINGS)
            sheet.append([1, f"{place}甲队", "文体", "王练习 13900000001", 20, "广场"])
            sheet.append([2, f"{place}乙队", "文体", "李练习 13900000002", 8, "广场"])
            sheet.append(["小计", 2])
        sheet.append(["填表人：吴示范   审核人：郑测验"])

    rows = taken(tmp_path, build)
    assert [row.values["name"][-2:] for row in rows] == ["甲队", "乙队"] * 3
    assert [row.community.code for row in rows] == [
        *["410782103006"] * 2,
        *[None] * 2,
        *["410782103201"] * 2,
    ]
    assert {row.community.text for row in rows[2:4]} == {"东关社区"}
    assert all("community_unmatched" in codes(row) for row in rows[2:4])


def test_a_part_that_nobody_knows_does_not_go_to_the_one_above(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(HEADINGS)
        for place in ("八盘磨社区", "（二）东关社区（共1个）"):
            sheet.append([place])
            sheet.append([1, f"{place[-4:-1]}队", "文体", "王练习", 20, "广场"])

    first, second = taken(tmp_path, build)
    assert first.community.code == "410782103006"
    assert (second.community.unit, second.community.text) == (None, "东关社区")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("一、东关社区", "东关社区"),
        ("（三）北街村：", "北街村"),
        ("2.城隍庙街居委会", "城隍庙街居委会"),
        ("【东关社区】", "东关社区"),
        ("填报社区：东关社区", "东关社区"),
        ("东关社区", "东关社区"),
        ("一、和平社区", "和平社区"),
        ("二、全福村", "全福村"),
        ("各社区", ""),
        ("一、城市社区", ""),
        ("一、全镇所有村", ""),
        ("一、文体活动类", ""),
        ("2026年城乡社区", ""),
        ("附件2", ""),
        ("", ""),
    ],
)
def test_lines_that_head_a_part(line: str, name: str) -> None:
    assert part_name(line) == name


@pytest.mark.parametrize(
    "marks",
    [
        ["甲", "乙", "丙", "丁", "1", "2"],
        ["甲", "乙", "丙", "丁", "戊", "己"],
        ["A", "B", "C", "D", "E", "F"],
        ["栏次", "（1）", "（2）", "（3）", "（4）", "（5）"],
        [1, 2, 3, 4, 5, 6],
        ["①", "②", "③", "④", "⑤", "⑥"],
    ],
)
def test_marks_under_the_headings_are_no_organization(tmp_path: Path, marks: list[Any]) -> None:
    def build(sheet: Any) -> None:
        sheet.append(HEADINGS)
        sheet.append(marks)
        sheet.append([1, "金秋合唱团", "文体", "王练习", 20, "广场"])

    (row,) = taken(tmp_path, build)
    assert row.values["name"] == "金秋合唱团"


def test_as_above_says_what_stands_above_but_never_a_name(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人", "活动场地"])
        sheet.append(["甲队", "八盘磨社区", "王练习", "文化广场"])
        sheet.append(["乙队", "同上", "李练习", "〃"])
        sheet.append(["丙队", "〃", "同上", "同上"])
        sheet.append(["同上", "〃", "赵练习", ""])

    first, second, third, fourth = taken(tmp_path, build)
    assert {row.community.code for row in (first, second, third, fourth)} == {"410782103006"}
    assert [row.values["leader"] for row in (second, third)] == ["李练习", "李练习"]
    assert [row.values["venue"] for row in (second, third)] == ["文化广场", "文化广场"]
    assert "venue" not in fourth.values
    assert fourth.values["name"] == "同上"


def test_as_above_is_no_identity_number(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人", "身份证号"])
        sheet.append(["甲队", "八盘磨社区", "王练习", "410191195603120075"])
        sheet.append(["乙队", "八盘磨社区", "李练习", "〃"])
        sheet.append(["丙队", "八盘磨社区", "李练习", "同上"])

    first, second, third = taken(tmp_path, build)
    assert first.values["leader_id"] == "410191195603120075"
    assert "leader_id" not in second.values
    assert "leader_id" not in third.values
    assert "id_damaged" in codes(third)


def test_as_above_with_nothing_above_stays_as_it_is(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人", "活动场地"])
        sheet.append(["甲队", "八盘磨社区", "王练习", "同上"])

    (row,) = taken(tmp_path, build)
    assert row.values["venue"] == "同上"


def test_a_table_on_its_side_brings_every_column(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["百泉镇社区社会组织情况"])
        sheet.append(["组织名称", "百泉秧歌队", "百泉调解组", "百泉书画社"])
        sheet.append(["负责人", "沈练习", "韩练习", "杨练习"])
        sheet.append(["联系电话", "13900000001", "13900000002", "139000"])
        sheet.append(["所在社区", "八盘磨社区", "八盘磨社区", "百泉村"])

    rows = taken(tmp_path, build)
    assert [row.values["name"] for row in rows] == ["百泉秧歌队", "百泉调解组", "百泉书画社"]
    assert [row.community.code for row in rows] == ["410782103006"] * 2 + ["410782103201"]
    assert codes(rows[2]) == {"phone_invalid"}


def test_a_card_with_one_organization_stays_a_card(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["社区社会组织备案登记表"])
        sheet.append(["组织名称", "百泉秧歌队", "组织类别", "文体活动类"])
        sheet.append(["负责人", "沈练习", "联系电话", "13900000001"])
        sheet.append(["所在社区", "八盘磨社区", "成员数量", 12])

    (row,) = taken(tmp_path, build)
    assert (row.values["name"], row.values["members"]) == ("百泉秧歌队", 12)


def test_a_role_beside_a_leader_with_a_phone_is_no_name(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(HEADINGS)
        sheet.append([1, "甲队", "文体", "李练习（会长）13900000001", 20, "广场"])
        sheet.append([2, "乙队", "文体", "王练习(副队长) 13900000002", 20, "广场"])

        sheet.append([3, "丙队", "文体", "赵练习（男）13900000003", 20, "广场"])
        sheet.append([4, "丁队", "文体", "孙练习(女)/13900000004", 20, "广场"])

    first, second, *others = taken(tmp_path, build)
    assert [row.values["leader"] for row in others] == ["赵练习", "孙练习"]
    assert (first.values["leader"], first.values["phone"]) == ("李练习", "13900000001")
    assert (second.values["leader"], second.values["phone"]) == ("王练习", "13900000002")


@pytest.mark.parametrize("word", ["会员", "成员", "队员"])
def test_a_column_of_people_is_a_number_where_only_counts_stand(tmp_path: Path, word: str) -> None:
    def counted(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人", word])
        sheet.append(["甲队", "八盘磨社区", "王练习", "20 人"])
        sheet.append(["乙队", "八盘磨社区", "王练习", "十二人"])
        sheet.append(["总计", None, None, 40])

    def named(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人", word])
        sheet.append(["甲队", "八盘磨社区", "王练习", "李练习、赵练习"])
        sheet.append(["乙队", "八盘磨社区", "王练习", 3])

    assert [row.values["members"] for row in taken(tmp_path, counted)] == [20, 12]
    assert not any("members" in row.values for row in taken(tmp_path, named))


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [
        ("三十五人", 35, ""),
        ("一百零八", 108, ""),
        ("二十余人", None, "number_approximate"),
        ("近百人", None, "number_approximate"),
        ("十来个人", None, "number_approximate"),
        ("二三十人", None, "number_approximate"),
        ("几十人", None, "number_approximate"),
        ("几人", None, "number_approximate"),
        ("人", None, "number_invalid"),
    ],
)
def test_counts_in_chinese_numerals(text: str, number: int | None, code: str) -> None:
    assert read_count(text, Whole(0, 5000))[:2] == (number, code)


def test_a_second_leader_in_a_row_of_his_own(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["序号", "组织名称", "所在社区", "负责人", "职务", "联系电话"])
        sheet.append([1, "甲队", "百泉村", "王练习", "队长", "13900000001"])
        sheet.append([None, None, None, "李练习", "副队长", "13900000002"])
        sheet.append([2, "乙队", "百泉村", "赵练习", "队长", "13900000003"])
        sheet.append([3, None, "百泉村", "孙练习", "队长", "13900000004"])

    first, second, nameless = taken(tmp_path, build)
    assert first.values["leader"] == "王练习、李练习"
    assert first.values["phone"] == "13900000001、13900000002"
    assert codes(first) == {"phone_multiple"}
    assert second.values["leader"] == "赵练习" and not second.problems
    assert nameless.refused and codes(nameless) == {"missing_required"}


def test_the_identity_number_of_a_second_leader_is_not_the_firsts(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["序号", "组织名称", "所在社区", "负责人", "身份证号"])
        sheet.append([1, "甲队", "百泉村", "王练习", None])
        sheet.append([None, None, None, "李练习", WHOLE])

    (row,) = taken(tmp_path, build)
    assert row.values == {"name": "甲队", "leader": "王练习、李练习"}


def test_a_leader_below_a_name_without_one_brings_all_that_is_his(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["序号", "组织名称", "所在社区", "负责人", "身份证号"])
        sheet.append([1, "甲队", "百泉村", None, None])
        sheet.append([None, None, None, "李练习", WHOLE])
        sheet.append([])
        sheet.append([None, None, None, "赵练习", None])

    row, apart = taken(tmp_path, build)
    assert row.values == {"name": "甲队", "leader": "李练习", "leader_id": WHOLE}
    assert not row.problems and apart.refused


def test_a_text_that_goes_on_in_the_next_row(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["序号", "组织名称", "所在社区", "业务范围", "负责人", "活动场所"])
        sheet.append([1, "甲队", "百泉村", "开展广场舞、", "王练习", "文化广场"])
        sheet.append([None, None, None, "健身操活动", None, "北侧"])
        sheet.append([2, "乙队", "百泉村", "合唱", "李练习", "文化广场"])

    first, second = taken(tmp_path, build)
    assert first.values["scope"] == "开展广场舞、健身操活动"
    assert first.values["venue"] == "文化广场北侧"
    assert not first.problems and second.values["scope"] == "合唱"


def test_without_running_numbers_a_row_without_a_name_is_one_of_its_own(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人", "联系电话"])
        sheet.append(["甲队", "百泉村", "王练习", "13900000001"])
        sheet.append([None, "百泉村", "李练习", "13900000002"])

    first, second = taken(tmp_path, build)
    assert first.values["leader"] == "王练习" and second.refused


def test_a_numbered_line_over_a_further_table_is_no_organization(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["一、已备案组织"])
        sheet.append(["组织名称", "所在社区", "负责人", "备案编号"])
        sheet.append(["甲队", "百泉村", "王练习", "百泉社备〔2024〕1号"])
        sheet.append(["二、未备案组织"])
        sheet.append(["序号", "村居", "团队名", "带头人", "手机"])
        sheet.append([1, "八盘磨社区", "乙队", "李练习", "13900000001"])

    assert [row.values["name"] for row in taken(tmp_path, build)] == ["甲队", "乙队"]


@pytest.mark.parametrize(
    "headings",
    [
        ["組織名稱", "所在社區", "負責人", "聯繫電話", "成員總數"],
        ["组织名称 Name", "社区 Community", "负责人 (Leader)", "电话/Tel", "人数 Members"],
        ["Name\n组织名称", "Community\n社区", "Leader 负责人", "Tel\n联系电话", "Members 人数"],
        ["社团名称", "所属村", "负贵人", "联糸电话", "队员人数"],
        ["组\n织\n名\n称", "所 在\n社 区", "负 责 人", "联系电话\n（手机）", "成员数\n（人）"],
    ],
    ids=["traditional", "English behind", "English before", "taken for another", "upright"],
)
def test_headings_in_other_writing(tmp_path: Path, headings: list[str]) -> None:
    def build(sheet: Any) -> None:
        sheet.append(headings)
        sheet.append(["甲队", "百泉村", "王练习", "13900000001", 20])

    (row,) = taken(tmp_path, build)
    assert row.values == {"name": "甲队", "leader": "王练习", "phone": "13900000001", "members": 20}
    assert row.community.code == "410782103201"


@pytest.mark.parametrize(
    ("written", "leader"),
    [
        ("王练习（男）", "王练习"),
        ("王练习 女", "王练习"),
        ("王练习/男", "王练习"),
        ("会长：王练习", "王练习"),
        ("王练习（书记）", "王练习"),
        ("王练习【女】", "王练习"),
        ("王练习（兼）", "王练习"),
        ("王练习、", "王练习"),
        ("王练习（汉族）", "王练习（汉族）"),
        ("男", "男"),
        ("李胜男", "李胜男"),
        ("暂缺", None),
        ("无", None),
        ("待 定", None),
    ],
)
def test_what_stands_for_a_leader(tmp_path: Path, written: str, leader: str | None) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人", "联系电话"])
        sheet.append(["甲队", "百泉村", written, "13900000001"])

    (row,) = taken(tmp_path, build)
    assert row.values.get("leader") == leader
    assert ("missing_required" in codes(row)) == (leader is None)


def test_a_village_that_has_none_brings_none(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["序号", "所在社区", "组织名称", "负责人", "联系电话"])
        sheet.append([1, "百泉村", "甲队", "王练习", "13900000001"])
        sheet.append([2, "八盘磨社区", "无", "无", "无"])
        sheet.append([3, "八盘磨社区", "暂无社区社会组织", None, "/"])
        sheet.append([4, "八盘磨社区", "无", "李练习", "13900000002"])

    first, nameless = taken(tmp_path, build)
    assert first.values["name"] == "甲队"
    assert nameless.refused and nameless.values["leader"] == "李练习"


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2019年三月", "2019-03"),
        ("二O一九年三月", "2019-03"),
        ("2019年十二月五日", "2019-12-05"),
        ("2019年3-5月", "2019"),
        ("2019年3月至5月", "2019"),
        ("19.3.5", "2019-03-05"),
        ("98-12-1", "1998-12-01"),
    ],
)
def test_dates_in_mixed_writing(tmp_path: Path, written: str, date: str) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人", "成立日期"])
        sheet.append(["甲队", "百泉村", "王练习", written])

    (row,) = taken(tmp_path, build)
    assert str(row.values["founded"]) == date


def test_a_number_that_a_page_shortens_stands_beside_it(tmp_path: Path) -> None:
    page = (
        "<table><tr><td>组织名称</td><td>所在社区</td><td>负责人</td><td>电话</td></tr>"
        '<tr><td>甲队</td><td>百泉村</td><td>王练习</td><td x:num="13900000002">1.39E+10</td></tr>'
        '<tr><td>乙队</td><td>百泉村</td><td>李练习</td><td x:num="1.39E+10">1.39E+10</td></tr></table>'
    )
    file = tmp_path / "台账.xls"
    file.write_text(page, encoding="utf-8")
    first, second = take(file)
    assert first.values["phone"] == "13900000002"
    assert "phone" not in second.values and codes(second) == {"phone_invalid"}


def test_a_mobile_as_it_was_dialled_from_afar(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人", "电话"])
        sheet.append(["甲队", "百泉村", "王练习", "013900000001"])
        sheet.append(["乙队", "百泉村", "王练习", "0373-6291234"])

    assert [row.values["phone"] for row in taken(tmp_path, build)] == [
        "13900000001",
        "0373-6291234",
    ]


def test_the_code_of_a_row_says_more_than_the_name_above(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["区划代码", "村居名称", "组织名称", "负责人", "备案时间"])
        sheet.append([410782103006, "八盘磨", "甲队", "王练习", "2024-5-6"])
        sheet.append(["410782103201", None, "乙队", "王练习", "未备案"])
        sheet.append(["410782103006", None, "丙队", "王练习", "正在办理"])

    rows = taken(tmp_path, build)
    assert [row.community.code for row in rows] == ["410782103006", "410782103201", "410782103006"]
    assert not any(row.problems for row in rows)
    assert [str(row.values.get("filing_date", "")) for row in rows] == ["2024-05-06", "", ""]


def test_an_identity_number_that_ends_in_three_zeros_is_whole_where_it_checks(
    tmp_path: Path,
) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人", "身份证号"])
        sheet.append(["甲队", "百泉村", "王练习", WHOLE_WITH_ZEROS])
        sheet.append(["乙队", "百泉村", "王练习", WHOLE_WITH_ZEROS.replace("3011", "3012")])

    whole, damaged = taken(tmp_path, build)
    assert whole.values["leader_id"] == WHOLE_WITH_ZEROS and not whole.problems
    assert "leader_id" not in damaged.values and codes(damaged) == {"id_damaged"}


def test_men_and_women_are_counted_together(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人", "人数"])
        sheet.append(["甲队", "百泉村", "王练习", "男：12人 女：18人"])

    (row,) = taken(tmp_path, build)
    assert row.values["members"] == 30


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (["负责人", "负责人电话", "联系人", "联系人电话"], ["王练习", LEADER, "李练习", CONTACT]),
        (["负责人", "电话", "联系人", "电话"], ["王练习", LEADER, "李练习", CONTACT]),
        (["联系人", "手机", "负责人", "手机"], ["李练习", CONTACT, "王练习", LEADER]),
        (["负责人", "联系人", "联系人电话", "负责人电话"], ["王练习", "李练习", CONTACT, LEADER]),
    ],
)
def test_the_number_of_the_contact_is_not_the_leaders(
    tmp_path: Path, headings: list[str], cells: list[str]
) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", *headings])
        sheet.append(["甲队", "百泉村", *cells])

    (row,) = taken(tmp_path, build)
    assert (row.values["leader"], row.values["contact"]) == ("王练习", "李练习")
    assert row.values["phone"] == LEADER and not row.problems


def test_a_lone_number_is_taken_whoever_it_belongs_to_and_two_of_one_person_are(
    tmp_path: Path,
) -> None:
    def lone(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人", "联系人", "联系人电话"])
        sheet.append(["甲队", "百泉村", "王练习", "李练习", CONTACT])

    def two(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人", "手机", "座机"])
        sheet.append(["甲队", "百泉村", "王练习", LEADER, "6291234"])

    assert taken(tmp_path, lone)[0].values["phone"] == CONTACT
    assert taken(tmp_path, two)[0].values["phone"] == LEADER


@pytest.mark.parametrize(
    "heading",
    [
        "单位名称",
        "志愿服务队名称",
        "组织名称及简介",
        "文体团队名称",
        "机构全称",
        "组织名程",
        "四会名称",
    ],
)
def test_another_word_over_the_names(tmp_path: Path, heading: str) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["序号", heading, "属地", "负责人", "联系电话", "会员数"])
        for number, name in enumerate(("金秋合唱团", "百泉秧歌队", "红白理事会"), 1):
            sheet.append([number, name, "百泉村", "王练习", LEADER, 20])

    rows = taken(tmp_path, build)
    assert [row.values["name"] for row in rows] == ["金秋合唱团", "百泉秧歌队", "红白理事会"]
    assert {row.community.code for row in rows} == {"410782103201"}


def test_a_list_of_persons_is_no_ledger(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["序号", "姓名", "性别", "工作单位", "联系电话", "工资"])
        for number in range(1, 5):
            sheet.append([number, f"王练{number}", "男", "百泉镇人民政府", LEADER, 3000])

    assert taken(tmp_path, build) == []


@pytest.mark.parametrize(
    ("heading", "cell", "key", "value"),
    [
        ("规模（人）", 20, "members", 20),
        ("现有成员（人）", "20人", "members", 20),
        ("成员情况", "20人", "members", 20),
        ("党员情况", "3名", "party_members", 3),
        ("含党员", 3, "party_members", 3),
        ("发证日期", "2024-05-06", "filing_date", "2024-05-06"),
        ("登记时间", "2024-05-06", "filing_date", "2024-05-06"),
        ("创立时间", "2019.3", "founded", "2019-03"),
        ("主要服务", "合唱", "scope", "合唱"),
        ("常驻地点", "文化广场", "venue", "文化广场"),
        ("活动地域范围", "本社区（村）", "area", "本社区（村）"),
        ("所属领域", "文体", "category", "文体活动类"),
        ("补充说明", "有乐器", "note", "有乐器"),
    ],
)
def test_further_words_of_headings(
    tmp_path: Path, heading: str, cell: Any, key: str, value: Any
) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人", heading])
        for name in ("甲队", "乙队"):
            sheet.append([name, "百泉村", "王练习", cell])

    for row in taken(tmp_path, build):
        found = row.values[key]
        assert found == value or str(found) == value
        assert len(row.values) == 3


def test_the_day_of_registration_is_that_of_the_founding_beside_one_of_the_filing(
    tmp_path: Path,
) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人", "登记时间", "证号", "身份证号", "发证日期"])
        sheet.append(["甲队", "百泉村", "王练习", "2019.3", "百社备1号", WHOLE, "2024-05-06"])

    (row,) = taken(tmp_path, build)
    assert (str(row.values["founded"]), str(row.values["filing_date"])) == ("2019-03", "2024-05-06")
    assert (row.values["filing_number"], row.values["leader_id"]) == ("百社备1号", WHOLE)


@pytest.mark.parametrize(
    "heading", ["负责人年龄", "负责人家庭住址", "财务负责人", "街道负责人", "负责人照片"]
)
def test_what_is_about_the_leader_is_not_the_leader(tmp_path: Path, heading: str) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", heading, "负责同志", "人数"])
        sheet.append(["甲队", "百泉村", "某某", "王练习", 20])

    (row,) = taken(tmp_path, build)
    assert row.values["leader"] == "王练习"


SECTION = ["序号", "组织名称", "类别", "负责人", "联系电话", "人数"]


@pytest.mark.parametrize(
    "line",
    [
        ["二、八盘磨社区", None, None, None, None, 90],
        ["二", "八盘磨社区", None, None, None, 90],
        [None, "【八盘磨社区】"],
        ["八盘磨社区", "3个", None, None, None, 90],
        [7, "八盘磨社区", "3个", None, None, 90],
        ["四", "百泉镇八盘磨社区（1个）"],
        ["（二）八盘磨社区社会组织"],
        ["八盘磨社区社区社会组织花名册"],
        ["所属社区：八盘磨社区"],
        ["社区（村）：八盘磨社区", None, None, None, "联系人：李练习"],
        ["百泉镇八盘磨居民委员会社区社会组织台账"],
    ],
)
def test_lines_that_name_the_community_of_what_follows(tmp_path: Path, line: list[Any]) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["百泉镇社区社会组织台账"])
        sheet.append(SECTION)
        sheet.append(["一、百泉村"])
        sheet.append([1, "甲合唱队", "文体", "王练习", LEADER, 20])
        sheet.append(line)
        sheet.append([1, "乙合唱队", "文体", "李练习", LEADER, 20])

    first, second = taken(tmp_path, build)
    assert first.community.code == "410782103201"
    assert second.community.code == "410782103006"


def test_each_block_has_the_community_of_its_own_title(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        for place in ("百泉村民委员会", "八盘磨居民委员会"):
            sheet.append([f"百泉镇{place}社区社会组织台账"])
            sheet.append([f"填报单位：{place}", None, None, "填报时间：2023年11月"])
            sheet.append(SECTION)
            sheet.append([1, f"{place[:2]}合唱队", "文体", "王练习", LEADER, 20])
            sheet.append(["合计", "1个"])
            sheet.append(["书记签字：", None, None, "填表人："])

    rows = taken(tmp_path, build)
    assert [row.community.code for row in rows] == ["410782103201", "410782103006"]


def test_page_heads_begin_no_part(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["百泉镇社区社会组织台账"])
        sheet.append(SECTION)
        sheet.append(["一、百泉村"])
        for page in range(2):
            sheet.append([page + 1, f"{page}号合唱队", "文体", "王练习", LEADER, 20])
            sheet.append([None, None, None, "第 1 页  共 2 页"])
            sheet.append(["百泉镇社区社会组织台账"])
            sheet.append(["填报单位：百泉镇人民政府"])
            sheet.append(SECTION)
        sheet.append([3, "末号合唱队", "文体", "王练习", LEADER, 20])
        sheet.append(["填表人", None, "王小练", None, "审核人", "李练习"])

    rows = taken(tmp_path, build)
    assert [row.values["leader"] for row in rows] == ["王练习"] * 3
    assert {row.community.code for row in rows} == {"410782103201"}


def test_a_page_head_does_not_end_what_the_column_said(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        headings = ["序号", "所属村", "组织名称", "负责人"]
        sheet.append(headings)
        sheet.append([1, "百泉村", "甲队", "王练习"])
        sheet.append([2, None, "乙队", "王练习"])
        sheet.append(["百泉镇社区社会组织台账"])
        sheet.append(["单位：百泉镇民政办", None, None, "第2页"])
        sheet.append(headings)
        sheet.append([3, None, "丙队", "王练习"])
        sheet.append(["一、农村社区（续）"])
        sheet.append([4, None, "丁队", "王练习"])

    assert [row.community.code for row in taken(tmp_path, build)] == ["410782103201"] * 4


def test_a_blank_column_of_communities_leaves_it_to_the_title(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["百泉镇百泉村社区社会组织台账"])
        sheet.append(["序号", "所属社区（村）", "组织名称", "负责人"])
        sheet.append([1, None, "甲队", "王练习"])
        sheet.append([2, "本村", "乙队", "李练习"])

    rows = taken(tmp_path, build)
    assert [row.community.code for row in rows] == ["410782103201"] * 2
    assert not any(row.problems for row in rows)


def test_two_tables_side_by_side_with_other_words(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["城市社区", *[None] * 5, "农村社区"])
        sheet.append(
            [
                "序号",
                "社区",
                "组织名称",
                "负责人",
                "电话",
                None,
                "序号",
                "村",
                "名称",
                "负责人",
                "电话",
            ]
        )
        sheet.append(
            [
                1,
                "八盘磨社区",
                "甲队",
                "王练习",
                LEADER,
                None,
                1,
                "百泉村",
                "乙队",
                "李练习",
                CONTACT,
            ]
        )

    first, second = taken(tmp_path, build)
    assert (first.values["name"], first.values["phone"]) == ("甲队", LEADER)
    assert (second.values["name"], second.values["phone"]) == ("乙队", CONTACT)
    assert second.community.code == "410782103201"


def test_what_another_person_has_is_never_the_leaders(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(
            [
                "组织名称",
                "所在社区",
                "会长（队长）",
                None,
                None,
                "副会长",
                None,
                None,
                "网格员",
                None,
            ]
        )
        sheet.append(
            [None, None, "姓名", "身份证号", "手机", "姓名", "身份证号", "手机", "姓名", "手机"]
        )
        for span in ("A1:A2", "B1:B2", "C1:E1", "F1:H1", "I1:J1"):
            sheet.merge_cells(span)
        sheet.append(
            ["甲队", "百泉村", "王练习", None, None, "李练习", WHOLE, CONTACT, "赵练习", CONTACT]
        )

    (row,) = taken(tmp_path, build)
    assert row.values == {"name": "甲队", "leader": "王练习"}


def test_categories_in_lines_between_the_records(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["序号", "组织名称", "所在社区", "负责人"])
        sheet.append(["一、文体活动类（1个）"])
        sheet.append([1, "甲队", "百泉村", "王练习"])
        sheet.append(["二、其他"])
        sheet.append([2, "乙队", "百泉村", "王练习"])

    rows = taken(tmp_path, build)
    assert rows[0].values["category"] == "文体活动类"
    assert {row.community.code for row in rows} == {"410782103201"}


def test_a_lone_text_goes_on_in_the_column_above(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["序号", "组织名称", "所在社区", "业务范围", "负责人"])
        sheet.append([1, "甲队", "百泉村", "协助村里", "王练习"])
        sheet.append([None, None, None, "开展移风易俗宣传", None])

    (row,) = taken(tmp_path, build)
    assert row.values["scope"] == "协助村里开展移风易俗宣传"


def test_what_a_failed_formula_left_in_a_text_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / "台账.csv"
    file.write_text(
        "组织名称,所在社区,负责人,人数\n甲队,百泉村,#N/A,#VALUE!\n乙队,百泉村,王练习,20\n",
        encoding="utf-8",
    )
    first, second = take(file)
    assert codes(first) == {"formula_error"} and "leader" not in first.values
    assert second.values["leader"] == "王练习"


@pytest.mark.parametrize("written", ["百泉行政村", "百泉自然村", "百泉村"])
def test_a_village_by_its_kinds_of_word(tmp_path: Path, written: str) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人及性别", "成员合计"])
        sheet.append(["甲队", written, "王练习", 20])

    (row,) = taken(tmp_path, build)
    assert row.community.code == "410782103201"
    assert row.values == {"name": "甲队", "leader": "王练习", "members": 20}
