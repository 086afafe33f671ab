"""The short charter says everything that a charter has to say, and a missing content is named."""

from collections.abc import Mapping
from typing import Any

import pytest

from cso_desk.policy import default_pack
from cso_desk.usecases import charter_text
from cso_desk.usecases.charter_text import BLANK, Clause, OwnClause

PACK = default_pack()
TEMPLATE: Mapping[str, Any] = PACK.value("charters.templates")[0]
REQUIRED = PACK.value("charters.required")
WORDS = {
    "people": "居民",
    "here": "本社区",
    "committee_word": "居民委员会",
    "party_word": "社区党组织",
}
FACTS = {
    **WORDS,
    "organization.name": "幸福社区夕阳红舞蹈队",
    "organization.nature": "社会团体性质",
    "organization.venue": "幸福社区文化广场",
    "organization.scope": "组织居民开展广场舞。",
    "community.short": "幸福社区",
    "community.committee": "幸福社区居民委员会",
    "township.full_name": "木城街道办事处",
}


def answers(**changed: str) -> dict[str, str]:
    facts = {**FACTS, **({"organization.nature": changed["nature"]} if "nature" in changed else {})}
    return {**{slot.key: slot.value for slot in charter_text.slots(TEMPLATE, facts)}, **changed}


def whole(clauses: list[Clause]) -> str:
    return "".join(clause.text for clause in clauses)


def test_the_short_template_has_twelve_clauses_and_misses_nothing() -> None:
    clauses = charter_text.compose(TEMPLATE, answers(), WORDS)
    assert len(clauses) == 12
    assert charter_text.missing(REQUIRED, clauses, "社会团体性质") == []
    assert charter_text.blanks(TEMPLATE, answers()) == []
    assert BLANK not in whole(clauses)


def test_the_short_template_fits_on_two_pages() -> None:
    clauses = charter_text.compose(TEMPLATE, answers(), WORDS)
    assert len(whole(clauses)) < 1300


def test_a_service_body_has_no_assembly_and_no_members() -> None:
    nature = "民办非企业单位性质"
    clauses = charter_text.compose(TEMPLATE, answers(nature=nature), WORDS)
    assert "assembly" not in {clause.id for clause in clauses}
    assert "成员大会" not in whole(clauses)
    assert charter_text.missing(REQUIRED, clauses, nature) == []


def test_slots_are_filled_from_the_record_and_the_place() -> None:
    text = whole(charter_text.compose(TEMPLATE, answers(), WORDS))
    assert "幸福社区夕阳红舞蹈队（以下简称本组织）" in text
    assert "由幸福社区居民自愿组成" in text
    assert "接受幸福社区居民委员会的指导和日常管理，接受木城街道办事处的管理和监督" in text
    assert "活动范围是：组织居民开展广场舞。开展活动" in text


def test_an_unanswered_slot_is_a_blank_line_and_named() -> None:
    given = answers(venue="", scope="  ")
    clauses = charter_text.compose(TEMPLATE, given, WORDS)
    assert f"本组织的活动场所是{BLANK}" in whole(clauses)
    assert charter_text.blanks(TEMPLATE, given) == ["活动场所", "活动范围"]


@pytest.mark.parametrize(
    ("clause", "title"),
    [
        ("nature", "备案不具有法人资格"),
        ("party", "坚持党的领导"),
        ("members", "成员的加入和退出"),
        ("funds", "经费来源和使用，不得分配"),
        ("disclosure", "向“两委”报告工作、接受评议"),
        ("ending", "终止和剩余财产"),
    ],
)
def test_a_clause_left_out_is_missed_by_name(clause: str, title: str) -> None:
    clauses = charter_text.compose(TEMPLATE, answers(), WORDS, without=frozenset({clause}))
    assert len(clauses) == 11
    assert title in charter_text.missing(REQUIRED, clauses, "社会团体性质")


def test_every_required_clause_matters() -> None:
    for raw in TEMPLATE["clauses"]:
        if raw["required"] and raw.get("only", "社会团体性质") == "社会团体性质":
            left = frozenset({raw["id"]})
            clauses = charter_text.compose(TEMPLATE, answers(), WORDS, without=left)
            assert charter_text.missing(REQUIRED, clauses, "社会团体性质"), raw["id"]


def test_own_clauses_stand_before_the_last_one() -> None:
    own = [OwnClause("服装", "演出服装由队里统一保管。"), OwnClause("考勤", "每周排练两次。")]
    clauses = charter_text.compose(TEMPLATE, answers(), WORDS, own)
    assert [clause.title for clause in clauses[-3:]] == ["服装", "考勤", "变更、终止和生效"]


def test_numbers_of_clauses() -> None:
    wanted = {1: "第一条", 10: "第十条", 12: "第十二条", 20: "第二十条", 21: "第二十一条"}
    assert {place: charter_text.number(place) for place in wanted} == wanted


def test_a_typed_charter_is_read_clause_by_clause() -> None:
    text = "夕阳红舞蹈队章程\n第一条 名称是夕阳红舞蹈队。\n第二条　坚持中国共产党的领导。\n不得分配。\n"
    clauses = charter_text.read_text(text)
    assert [clause.text for clause in clauses] == [
        "夕阳红舞蹈队章程",
        "名称是夕阳红舞蹈队。",
        "坚持中国共产党的领导。\n不得分配。",
    ]
    lacking = charter_text.missing(REQUIRED, clauses, "社会团体性质")
    assert "坚持党的领导" not in lacking
    assert "备案不具有法人资格" in lacking


def test_braces_in_an_answer_are_only_words() -> None:
    clauses = charter_text.compose(TEMPLATE, answers(name="{venue}{0}队"), WORDS)
    assert "{venue}{0}队" in clauses[0].text
