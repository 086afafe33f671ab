"""Names are judged by the words of the pack: what may not stand there, what should not, what is missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_desk import store
from cso_desk.policy import default_pack
from cso_desk.policy.pack import Pack
from cso_desk.records import Organization
from cso_desk.usecases import conditions, name_rules, names, practice, register
from cso_desk.usecases.opening import Desk

GROUP, SERVICE = "社会团体性质", "民办非企业单位性质"
PLACES = ("百泉社区", "百泉居民委员会", "百泉镇百泉社区", "百泉镇", "百泉")


def codes(name: str, nature: str = "", leader: str = "") -> list[tuple[str, str]]:
    found = name_rules.remarks(default_pack(), name, PLACES, nature, leader)
    return [(one.level, one.code) for one in found]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("百泉社区夕阳红舞蹈队", []),
        ("辉县市百泉镇百泉社区暖心志愿服务中心", []),
        ("百泉社区舞蹈队", []),
        ("百泉社区人民调解委员会", [("block", "statutory")]),
        ("百泉社区业主委员会", [("block", "statutory")]),
        ("百泉社区中国舞蹈队", [("block", "banned")]),
        ("百泉社区第一爱心队", [("block", "banned")]),
        ("百泉社区舞蹈第一队", []),
        ("百泉社区第一分队", []),
        ("百泉社区爱心基金会", [("warn", "warned")]),
        ("夕阳红舞蹈队", [("warn", "place")]),
        ("百泉社区夕阳红（舞蹈）队", [("warn", "signs")]),
        ("百泉社区夕阳红舞蹈", [("hint", "form")]),
        ("百泉社区服务队", [("hint", "activity")]),
        ("  ", []),
    ],
)
def test_a_name_is_judged(name: str, expected: list[tuple[str, str]]) -> None:
    assert codes(name) == expected


def test_a_form_of_the_other_nature_is_pointed_out() -> None:
    assert codes("百泉社区老年协会", GROUP) == []
    assert codes("百泉社区老年协会", SERVICE) == [("hint", "nature")]
    assert codes("百泉社区助老服务中心", GROUP) == [("hint", "nature")]


def test_a_leader_is_not_the_brand() -> None:
    assert codes("百泉社区李春花舞蹈队", leader="李春花") == [("warn", "leader")]
    assert codes("百泉社区春花舞蹈队", leader="李春花") == []


def test_a_community_called_like_a_forbidden_word_is_not_blamed() -> None:
    places = ("中华社区", "中华")
    found = name_rules.remarks(default_pack(), "中华社区舞蹈队", places)
    assert found == []


def test_every_sentence_names_the_word_and_is_chinese() -> None:
    (found,) = name_rules.remarks(default_pack(), "百泉社区爱心基金会", PLACES)
    assert found.sentence.startswith("“基金会”") and found.sentence.endswith("。")
    for sentence in default_pack().value("names.sentences").values():
        assert sentence.endswith("。") and "登记组织" not in sentence


def test_a_place_has_words_of_its_own() -> None:
    raw = dict(default_pack().subject("names"))
    raw["banned"] = {**raw["banned"], "value": ["天下"]}
    pack = Pack(default_pack().head, {**default_pack().subjects, "names": raw}, {})
    found = name_rules.remarks(pack, "百泉社区天下第一舞蹈队", PLACES)
    assert [(one.code, "天下" in one.sentence) for one in found] == [("banned", True)]


def test_names_of_the_practice_register_are_never_blocked(town: Desk) -> None:
    practice.fill_with_practice(town, organizations=300, seed=3)
    with town.read() as session:
        rows = store.values_of(session, Organization, ("name", "community", "nature"))
    for name, community, nature in rows:
        found = names.check_name(town, name, community, nature or "")
        assert "block" not in {one.level for one in found}, (name, found)


def test_the_community_gives_the_words_of_the_place(town: Desk, village: str) -> None:
    (found,) = names.check_name(town, "夕阳红舞蹈队", village)
    assert found.code == "place" and "百泉社区" in found.sentence
    assert names.check_name(town, "百泉社区夕阳红舞蹈队", village) == []
    assert names.check_name(town, "夕阳红舞蹈队", None) == [], "an open community is not missed"


def test_what_keeps_a_filing_back_is_one_sentence() -> None:
    assert "人民调解委员会" in names.hindrance(default_pack(), "百泉社区人民调解委员会", PLACES)
    assert names.hindrance(default_pack(), "百泉社区爱心基金会", PLACES) == ""


def test_a_banned_word_stands_on_the_checklist_of_a_filing(town: Desk, village: str) -> None:
    values = {"name": "百泉社区中国舞蹈队", "community": village, "nature": GROUP}
    made = register.save_organization(town, None, values).value
    with town.read() as session:
        organization = store.get(session, Organization, made)
        assert organization is not None
        lines = conditions.check(session, default_pack(), "first", organization)
    (line,) = [one for one in lines if one.key == "name"]
    assert not line.ok and "中国" in line.missing


@given(st.text(max_size=40), st.sampled_from(["", GROUP, SERVICE]))
def test_any_text_gets_remarks_in_order_and_never_a_fault(name: str, nature: str) -> None:
    found = name_rules.remarks(default_pack(), name, PLACES, nature)
    order = [("block", "warn", "hint").index(one.level) for one in found]
    assert order == sorted(order)
    assert all("{word}" not in one.sentence for one in found)
