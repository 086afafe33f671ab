"""Papers of a selection: the ledger on A3 and the emergency roster, one run of sheets for each township."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cso_desk.errors import Trouble
from cso_desk.usecases import form_data, people, print_forms, register
from cso_desk.usecases.opening import Desk

Print = Callable[..., str]


@pytest.fixture
def two(town: Desk, team: str, village: str) -> list[str]:
    """The dance team and a choir of the same community."""
    values = {"name": "百泉社区合唱团", "community": village, "members": "20", "party_members": "4"}
    return [team, register.save_organization(town, None, values).value]


def test_the_ledger_lists_the_selection_and_its_sums(
    town: Desk, two: list[str], printed: Print
) -> None:
    (page,) = form_data.pages(town, "L01", two)
    assert page["ledger"]["count"] == "2" and page["ledger"]["members"] == "23"
    assert page["ledger"]["party_members"] == "7"
    first = page["ledger"]["rows"][0]
    assert first["nature_short"] == "社会团体" and first["community"] == "百泉社区"
    assert first["kind"] == "城市"
    text = printed("L01", *two)
    assert "共2个组织" in text and "百泉社区合唱团" in text and "合计237" in text


def test_the_order_is_the_selections(town: Desk, two: list[str]) -> None:
    (page,) = form_data.pages(town, "L01", two[::-1])
    names = [one["name"] for one in page["ledger"]["rows"]]
    assert names == ["百泉社区合唱团", "百泉社区夕阳红舞蹈队"]


def test_an_organization_without_a_known_community_stands_in_the_own_townships_ledger(
    town: Desk, team: str
) -> None:
    lost = register.save_organization(town, None, {"name": "无名戏班"}).value
    (page,) = form_data.pages(town, "L01", [team, lost, "unknown"])
    assert page["ledger"]["count"] == "2" and page["org"]["name"] == "百泉镇"
    assert page["ledger"]["rows"][1]["community"] == ""


def test_the_emergency_roster_goes_by_skill_and_counts_persons_once(
    town: Desk, two: list[str], printed: Print
) -> None:
    dancers, choir = two
    electrician = {"name": "甄一", "phone": "13900000007", "skills": "水电维修、急救"}
    register.save_member(town, dancers, None, electrician)
    register.save_member(town, choir, None, electrician)
    register.save_member(town, choir, None, {"name": "甄二", "skills": "急救"})
    register.save_member(town, choir, None, {"name": "甄三", "skills": "无"})
    (page,) = form_data.pages(town, "L02", two)
    rows = [(one["skill"], one["name"]) for one in page["skilled"]["rows"]]
    assert rows == [("急救", "甄一"), ("急救", "甄二"), ("水电维修", "甄一")]
    assert page["skilled"]["people"] == "2"
    text = printed("L02", *two)
    assert "共2人" in text and "13900000007" in text and "甄三" not in text


def test_skills_of_the_shared_person_count_too(town: Desk, team: str) -> None:
    person = people.save_person(town, None, {"name": "甄一", "skills": "驾驶"}).value
    member = register.save_member(town, team, None, {"name": "甄一"}).value
    with town.operation("关联人员") as op:
        from cso_desk.records import Member

        next(one for one in op.session.query(Member) if one.id == member).person = person
    (page,) = form_data.pages(town, "L02", [team])
    assert [one["skill"] for one in page["skilled"]["rows"]] == ["驾驶"]


def test_forms_of_a_selection_can_be_chosen_like_those_of_organizations(
    town: Desk, two: list[str], tmp_path: Path
) -> None:
    per = {one.code: one.per for one in print_forms.forms(town)}
    assert per["L01"] == per["L02"] == "selection" and per["B05"] == "organization"
    done = print_forms.print_forms(town, "L01", two, tmp_path / "each", one_file=False).value
    assert [file.name for file in done.files] == ["L01_百泉镇.pdf"]
    assert print_forms.preview(town, "L02", two[0]).startswith(b"%PDF")
    assert print_forms.print_blank(town, "L01", tmp_path / "空表.pdf").value.pages == 1
    with pytest.raises(Trouble, match="不按组织打印"):
        print_forms.print_forms(town, "F17", two, tmp_path / "公开.pdf")
