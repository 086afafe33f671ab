"""Papers of a founding say what the records hold: leaders, initiators, the venue, the meeting; the rest is a blank."""

from collections.abc import Callable
from datetime import date

import pytest

from cso_desk.errors import Problems
from cso_desk.policy import default_pack
from cso_desk.records import Organization, Term
from cso_desk.usecases import (
    case_papers,
    cases,
    charter,
    form_data,
    initiators,
    people,
    policy_pack,
    print_forms,
    register,
    terms,
    venues,
)
from cso_desk.usecases.opening import Desk

Print = Callable[..., str]


def test_a_page_for_each_responsible_person_the_leader_first(
    town: Desk, team: str, printed: Print
) -> None:
    person = people.save_person(
        town,
        None,
        {"name": "龚单", "ethnicity": "汉族", "resume": "1990年起任教师", "phone": "13900000001"},
    ).value
    people.link_leader(town, person, [team])
    terms.save_term(town, team, None, {"name": "龚单", "position": "队长", "begins": "2026-02"})
    terms.save_term(town, team, None, {"name": "段双", "position": "副队长"})
    first, second = form_data.pages(town, "F02", [team])
    assert first["person"]["name"] == "龚单" and first["person"]["ethnicity"] == "汉族"
    assert first["term"]["position"] == "队长" and first["term"]["begins"] == "2026年2月"
    assert second["person"]["name"] == "段双" and second["term"]["position"] == "副队长"
    text = printed("F02", team)
    assert text.count("社区社会组织负责人备案表") == 2 and "1990年起任教师" in text
    assert "身份证复印件粘贴处" in printed("F02f", team).replace("身份证\n", "身份证")


def test_a_leader_who_is_no_shared_person_is_what_the_organization_says(
    town: Desk, team: str
) -> None:
    register.save_organization(
        town, team, {"leader_birth": "1956-03-12", "leader_politics": "群众"}
    )
    (page,) = form_data.pages(town, "F02", [team])
    assert page["person"]["birth"] == "1956年3月" and page["person"]["politics"] == "群众"
    assert page["person"]["phone"] == "13900000001" and page["term"]["position"] == "负责人"


def test_another_contacts_telephone_is_not_the_leaders(town: Desk, team: str) -> None:
    register.save_organization(town, team, {"contact": "段双"})
    assert "phone" not in form_data.pages(town, "F02", [team])[0]["person"]


def test_other_posts_of_a_leader_of_two_teams(town: Desk, team: str, village: str) -> None:
    other = {"name": "百泉社区老年协会", "community": village, "leader": "龚单"}
    second = register.save_organization(town, None, other).value
    person = people.save_person(town, None, {"name": "龚单"}).value
    people.link_leader(town, person, [team, second])
    first, later = form_data.pages(town, "F02f", [team, second])
    assert first["person"]["other_posts"] == "百泉社区老年协会（负责人）"
    assert later["person"]["other_posts"] == "百泉社区夕阳红舞蹈队（负责人）"


def test_a_term_that_ended_has_no_page(town: Desk, team: str) -> None:
    terms.save_term(
        town, team, None, {"name": "段双", "position": "副队长", "left_on": "2026-01-01"}
    )
    assert [one["person"]["name"] for one in form_data.pages(town, "F02", [team])] == ["龚单"]
    with town.read() as session:
        assert session.query(Term).count() == 1 and session.query(Organization).count() == 1


def test_initiators_come_with_birth_work_and_the_head_of_a_unit(
    town: Desk, team: str, printed: Print
) -> None:
    initiators.save_initiator(
        town, team, None, {"name": "段双", "birth": "1960-05", "work": "退休职工"}
    )
    initiators.save_initiator(
        town, team, None, {"name": "百泉幼儿园", "kind": "单位", "unit_head": "甄园长"}
    )
    text = printed("F03", team)
    assert "1960.05" in text and "退休职工" in text
    assert "百泉幼儿园" in text and "主要负责人甄园长" in text
    assert "1960.05" in printed("F01", team), "the application lists them too"


def test_names_of_an_old_ledger_stand_in_for_the_list(
    town: Desk, team: str, printed: Print
) -> None:
    register.save_organization(town, team, {"initiators": "甄一、甄二"})
    assert "甄一" in printed("F03", team) and "甄二" in printed("F01", team)


def test_a_venue_is_the_shared_one_or_the_organizations_own(
    town: Desk, team: str, printed: Print
) -> None:
    own = form_data.pages(town, "F05", [team])[0]["venue"]
    assert own["address"] == "百泉社区文化广场" and "provider" not in own
    values = {
        "name": "党群服务中心二楼",
        "address": "百泉路1号",
        "provider": "百泉社区居民委员会",
        "hours": "每周三晚",
        "use_until": "2028-12-31",
    }
    venue = venues.save_venue(town, None, values).value
    venues.link(town, venue, [team])
    text = printed("F05", team)
    for words in ("百泉社区居民委员会", "每周三晚", "2028年12月31日", "兹同意百泉社区夕阳红舞蹈队"):
        assert words in text, words


def test_the_meeting_that_passed_the_charter(town: Desk, team: str, printed: Print) -> None:
    charter.save(town, team, {}, (), "2026-11-01", "", charter.unanimous("12", "10"))
    (page,) = form_data.pages(town, "F07", [team])
    assert page["charter"]["passed_on"] == "2026年11月1日" and page["charter"]["due"] == "12"
    assert page["assembly"]["result"] == "一致通过"
    votes = {"due": "12", "present": "10", "votes_for": "4", "votes_against": "5"}
    charter.save(town, team, {}, (), "2026-11-02", "", {**votes, "votes_abstain": "1"})
    (page,) = form_data.pages(town, "F07", [team])
    assert page["assembly"]["result"] == "未通过" and page["charter"]["version"] == "2"
    assert "会议表决未通过《百泉社区夕阳红舞蹈队简易章程》" in printed("F07", team)


def test_a_meeting_without_votes_is_written_by_hand(town: Desk, team: str) -> None:
    (page,) = form_data.pages(town, "F07", [team])
    assert "assembly" not in page
    charter.save(town, team, {}, (), "2026-11-01")
    assert form_data.pages(town, "F07", [team])[0]["assembly"]["result"] == ""


def test_pledge_party_notice_and_posted_roster(town: Desk, team: str, printed: Print) -> None:
    register.save_member(town, team, None, {"name": "甄一", "phone": "13900000007"})
    assert "本人代表百泉社区夕阳红舞蹈队及全体发起人" in printed("F08", team)
    assert "其中党员3人" in printed("F21", team)
    posted = printed("F04p", team)
    assert "甄一" in posted and "13900000007" not in posted


def test_a_place_switches_more_materials_on(town: Desk, team: str, village: str) -> None:
    """简易材料 (F01, F04, F06) are the default; the papers of the first step follow the entry."""
    assert default_pack().value("filing.materials") == ["F01", "F04", "F06"]
    assert _papers(town, _opened(town, team)) == ("F01", "F04", "F06")
    wanted = ["F01", "F02", "F04", "F06", "F08"]
    policy_pack.save_version(town, {"filing.materials": wanted}, date(2026, 11, 20))
    choir = {"name": "百泉社区合唱团", "community": village, "leader": "段双"}
    later = _opened(town, register.save_organization(town, None, choir).value)
    assert _papers(town, later) == tuple(wanted)
    every = {one.code for one in print_forms.forms(town)}
    assert {"F03", "F05", "F07"} <= every, "what is not asked for can still be printed"
    page = case_papers.data_of(town, "F02", [later])[0]
    assert page["person"]["name"] == "段双" and page["case"]["matter"] == "社区社会组织备案"


def test_materials_name_forms_that_exist(town: Desk) -> None:
    with pytest.raises(Problems) as refused:
        policy_pack.save_version(town, {"filing.materials": ["F01", "F99"]}, date(2026, 11, 20))
    assert "“F99”不在表样里" in refused.value.problems[0].message


def _opened(desk: Desk, organization: str) -> str:
    (case,) = cases.open_cases(desk, [organization], "首次备案", {}).value.done
    return case


def _papers(desk: Desk, case: str) -> tuple[str, ...]:
    return next(one for one in cases.offers(desk, [case]) if one.step.endswith(".submit")).papers


def test_a_birth_is_said_by_its_month(town: Desk, team: str) -> None:
    for typed, said in (
        ("1970-03-28", "1970年3月"),
        ("1970-03", "1970年3月"),
        ("1970", "1970年"),
        ("", ""),
    ):
        register.save_organization(town, team, {"leader_birth": typed})
        assert form_data.pages(town, "F01", [team])[0]["org"]["leader_birth"] == said
