"""The six books and five wall sheets are filled from records; sums tie; a wall shows names and posts only."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_desk.fields import PartialDate
from cso_desk.records import Activity, Member, MoneyEntry
from cso_desk.usecases import (
    form_data,
    honours,
    management_rules,
    register,
    rosters,
    terms,
    wall_sheets,
)
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.record_books import yuan

Print = Callable[..., str]


def _day(text: str) -> PartialDate:
    return PartialDate.from_iso(text)


def _money(desk: Desk, organization: str, *lines: tuple[str, str, int, str]) -> None:
    with desk.operation("记账") as op:
        for date, direction, amount, summary in lines:
            entry = MoneyEntry(organization=organization, direction=direction, summary=summary)
            entry.date, entry.amount = _day(date), amount
            op.add(entry)


def _activity(desk: Desk, organization: str, title: str, begins: str, **more: object) -> None:
    with desk.operation("新增活动") as op:
        activity = Activity(organization=organization, title=title, begins_on=_day(begins))
        for key, value in more.items():
            setattr(activity, key, value)
        op.add(activity)


def test_members_who_left_stay_in_the_register_of_members(
    town: Desk, team: str, printed: Print
) -> None:
    values = {"name": "甄一", "joined": "2024-05-01", "birth": "1955-03"}
    gone = register.save_member(town, team, None, values).value
    register.save_member(town, team, None, {"name": "甄二"})
    rosters.leave(town, [gone], "2026-10-01")
    text = printed("B01", team)
    assert "1甄一1955.03" in text.replace("男", "") and "2024-05-01" in text
    assert "2026-10-01" in text and "甄二" in text
    assert "甄一" not in printed("B03", team), "the book of health has today's members"


def test_the_book_of_activities_has_what_was_held_this_year(
    town: Desk, team: str, printed: Print
) -> None:
    _activity(town, team, "重阳慰问", "2026-10-18", people=34, summary="慰问老人十二户")
    _activity(town, team, "去年演出", "2025-05-01")
    _activity(town, team, "取消的讲座", "2026-06-01", cancelled=True)
    _activity(town, team, "迎新春演出", "2027-01-20")
    text = printed("B02", team)
    assert "重阳慰问" in text and "慰问老人十二户" in text and "34" in text
    assert not any(words in text for words in ("去年演出", "取消的讲座", "迎新春演出"))
    assert "年度：2026" in text


def test_in_a_new_year_the_book_is_last_years_until_something_is_written(
    town: Desk, team: str
) -> None:
    _activity(town, team, "去年演出", "2025-05-01")
    (page,) = form_data.pages(town, "B02", [team])
    assert page["book"]["year"] == "2025" and len(page["activities"]) == 1


def test_money_ties(town: Desk, team: str, printed: Print) -> None:
    _money(
        town,
        team,
        ("2025-12-01", "期初结余", 100_000, "期初"),
        ("2025-12-20", "支出", 20_050, "买音响"),
        ("2026-03-01", "收入", 117_500, "会费"),
        ("2026-02-01", "支出", 45_762, "服装"),
    )
    (page,) = form_data.pages(town, "B05", [team])
    lines = [(one["summary"], one["balance"]) for one in page["journal"]]
    assert lines == [("上期结余", "799.50"), ("服装", "341.88"), ("会费", "1,516.88")]
    assert page["book"] == {
        "year": "2026",
        "income": "1,175.00",
        "spending": "457.62",
        "balance": "1,516.88",
    }
    text = printed("B05", team)
    assert "合计1,175.00457.621,516.88" in text


def test_no_money_journal_gives_blank_rows(town: Desk, team: str, printed: Print) -> None:
    (page,) = form_data.pages(town, "B05", [team])
    assert "journal" not in page and page["book"] == {"year": "2026"}
    assert "0.00" not in printed("B05", team)


@given(st.integers(-(10**12), 10**12))
def test_amounts_of_account_books_read_back(fen: int) -> None:
    text = yuan(fen)
    sign = -1 if text.startswith("−") else 1
    whole, rest = text.lstrip("−").replace(",", "").split(".")
    assert sign * (int(whole) * 100 + int(rest)) == fen and len(rest) == 2


def test_volunteers_and_complaints(town: Desk, team: str, printed: Print) -> None:
    register.save_member(
        town, team, None, {"name": "甄一", "volunteer": "是", "skills": "水电维修"}
    )
    register.save_member(town, team, None, {"name": "甄二", "volunteer": "否"})
    text = printed("B04", team)
    assert "1甄一水电维修" in text and "甄二" not in text
    assert "投诉或建议的内容" in printed("B06", team)


def test_the_chart_puts_posts_into_boxes(town: Desk, team: str, printed: Print) -> None:
    for name, position in (
        ("龚单", "队长"),
        ("段双", "副队长"),
        ("孙秘", "秘书长"),
        ("吴会", "会计"),
        ("郑组", "第一小组组长"),
    ):
        terms.save_term(town, team, None, {"name": name, "position": position})
    register.save_member(town, team, None, {"name": "甄一", "phone": "13900000007"})
    (page,) = form_data.pages(town, "W01", [team])
    assert page["chart"] == {
        "position": "队长",
        "deputies": "副队长　段双",
        "secretaries": "秘书长　孙秘",
        "treasurers": "会计　吴会",
        "others": "第一小组组长　郑组",
        "members": "甄一",
    }
    assert "13900000007" not in printed("W01", team)


def test_without_terms_the_chart_takes_the_posts_of_the_roster(town: Desk, team: str) -> None:
    for name, position in (("龚单", "队长"), ("段双", "副队长"), ("甄一", "队员"), ("甄二", "")):
        register.save_member(town, team, None, {"name": name, "position": position})
    chart = form_data.pages(town, "W01", [team])[0]["chart"]
    assert chart["position"] == "队长" and chart["deputies"] == "副队长　段双"
    assert chart["others"] == "" and chart["members"] == "龚单、段双、甄一、甄二"


def test_services_are_the_parts_of_the_scope(town: Desk, team: str, printed: Print) -> None:
    (page,) = form_data.pages(town, "W02", [team])
    assert [one["text"] for one in page["services"]] == [
        "组织居民跳广场舞",
        "为独居老人送餐",
        "义务理发",
    ]
    assert "为独居老人送餐本社区（村）居民" in printed("W02", team)


@pytest.mark.parametrize(
    ("scope", "parts"),
    [
        ("", []),
        ("一、唱戏。二、跳舞", ["唱戏", "跳舞"]),
        ("2026年文化节筹办；24小时值守", ["2026年文化节筹办", "24小时值守"]),
        ("(1)扶老;(2)助残", ["扶老", "助残"]),
        ("三八妇女节慰问", ["三八妇女节慰问"]),
    ],
)
def test_numbers_of_parts_go_and_numbers_in_words_stay(scope: str, parts: list[str]) -> None:
    assert list(wall_sheets.services(scope)) == parts


def test_the_plan_of_activities_has_what_is_to_come(town: Desk, team: str, printed: Print) -> None:
    _activity(town, team, "重阳慰问", "2026-10-18")
    _activity(town, team, "冬季健步走", "2026-11-10", ends_on=_day("2026-11-30"))
    _activity(town, team, "迎新春演出", "2027-01-20")
    _activity(town, team, "十一月的讲座", "2026-11")
    _activity(town, team, "取消的讲座", "2026-12-01", cancelled=True)
    titles = [one["title"] for one in form_data.pages(town, "W03", [team])[0]["activities"]]
    assert sorted(titles) == ["冬季健步走", "十一月的讲座", "迎新春演出"]
    text = printed("W03", team)
    assert "2026年11月10日至2026年11月30日" in text


def test_honours_the_newest_first(town: Desk, team: str, printed: Print) -> None:
    for year in ("2023", "2025", "2024"):
        honours.save(town, team, None, {"year": year, "name": f"{year}年先进"})
    years = [one["year"] for one in form_data.pages(town, "W05", [team])[0]["honours"]]
    assert years == ["2025", "2024", "2023"]
    assert "2025年先进" in printed("W05", team)


def test_a_removed_member_is_in_no_book(town: Desk, team: str) -> None:
    one = register.save_member(town, team, None, {"name": "甄一"}).value
    with town.operation("移除成员") as op:
        op.remove(next(m for m in op.session.query(Member) if m.id == one))
    assert form_data.pages(town, "B01", [team])[0]["members"] == []


def test_the_rules_on_the_wall_are_those_that_were_adopted(
    town: Desk, team: str, printed: Print
) -> None:
    kinds = management_rules.kinds(town)
    page = form_data.pages(town, "W04", [team])[0]
    assert [one["title"] for one in page["rules"] if one["title"]] == kinds
    template = printed("W04", team)
    management_rules.adopt(
        town, team, kinds[0], "一、钱由两人共管。\n二、账每月公布。", "2026-03-01"
    )
    adopted = printed("W04", team)
    assert "钱由两人共管" in adopted and "钱由两人共管" not in template
    assert all(kind in adopted for kind in kinds)
