"""Explanations of doubtful values travel with the data, and hold for the value that was explained."""

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.records import Explanation
from cso_desk.usecases import (
    doubts,
    evaluate,
    receipts,
    register,
    round_opening,
    send_package,
    take_packages,
    units,
)


def _told(desk, organization):
    return {one.code: one for one in doubts.of(desk, organization)}


@pytest.fixture
def report(tmp_path):
    numbers = iter(range(100))

    def travel(below, above):
        n = next(numbers)
        sent = send_package.make(below, "410782", tmp_path / f"up{n}").value
        (taken,) = take_packages.take(above, [sent.file], tmp_path / f"r{n}").value
        receipts.take_receipt(below, taken.receipt)
        return taken

    return travel


def test_a_doubt_is_explained_and_the_county_reads_the_words(town, county, add, report):
    organization = add(town, nature="社会团体性质", members="4", party_members="6")
    found = _told(town, organization)
    assert {"few_members", "party_more"} <= set(found)
    assert "多于成员总数 4 人" in found["party_more"].sentence
    report(town, county)
    above = _told(county, organization)["party_more"]
    assert (above.words, above.mine) == ("", False)
    doubts.explain(town, organization, found["party_more"].id, "含 2 名临时党员。")
    taken = report(town, county)
    assert (taken.refused, taken.differing) == (0, ())
    above = _told(county, organization)["party_more"]
    assert (above.words, above.by) == ("含 2 名临时党员。", town.user)
    assert _told(county, organization)["few_members"].words == ""


def test_another_value_is_doubtful_again(town, add):
    organization = add(town, nature="社会团体性质", members="4")
    doubt = _told(town, organization)["few_members"]
    doubts.explain(town, organization, doubt.id, "新成立。")
    assert _told(town, organization)["few_members"].words == "新成立。"
    register.save_organization(town, organization, {"members": "3"})
    assert _told(town, organization)["few_members"].words == ""
    register.save_organization(town, organization, {"members": "400"})
    assert "few_members" not in _told(town, organization)
    with pytest.raises(Trouble):
        doubts.explain(town, organization, doubt.id, "晚了。")


def test_only_the_owner_explains_and_blank_words_are_refused(town, county, add, report):
    organization = add(town, nature="社会团体性质", members="4")
    report(town, county)
    doubt = _told(county, organization)["few_members"]
    with pytest.raises(Trouble) as refused:
        doubts.explain(county, organization, doubt.id, "由县里说明")
    assert refused.value.code == "not_owner"
    with pytest.raises(Problems) as blank:
        doubts.explain(town, organization, doubt.id, "　")
    assert blank.value.problems[0].field == "words"


def test_an_explanation_goes_and_comes_back_with_its_organization(town, add):
    organization = add(town, nature="社会团体性质", members="4")
    doubts.explain(town, organization, _told(town, organization)["few_members"].id, "新成立。")
    register.remove(town, organization)
    with town.read() as session:
        from cso_desk import store

        assert store.listed(session, Explanation) == []


def test_a_meeting_with_too_few_present_is_doubtful_and_explained(town, county, add, report):
    organization = add(town)
    register.record_old_filing(town, organization, "百备001", "2025-01-02", "百泉镇人民政府")
    community = units.unit_by_code(town, "410782103001").id
    round_id = round_opening.open_round(town, 2026, community).value.id
    detail = evaluate.round(town, round_id)
    rows = [
        {
            "组织": "百泉夕阳红舞蹈队",
            "投票方": group,
            **dict(
                zip(
                    [
                        "应到",
                        "实到",
                        "发出",
                        "收回",
                        "有效",
                        "无效",
                        "弃权",
                        "优秀",
                        "合格",
                        "基本合格",
                        "不合格",
                    ],
                    ["90", "3", "3", "3", "3", "0", "0", "3", "0", "0", "0"],
                    strict=True,
                )
            ),
        }
        for group in {line.group for line in detail.tallies}
    ]
    evaluate.enter(town, round_id, rows)
    found = _told(town, organization)
    assert "到会" in found["quorum"].sentence or "收回" in found["quorum"].sentence
    doubts.explain(town, organization, found["quorum"].id, "第二次召集。")
    report(town, county)
    said = [one.words for one in doubts.of(county, organization) if one.code == "quorum"]
    assert "第二次召集。" in said
