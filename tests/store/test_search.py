"""Search finds any part of a name, every reading of its initials, people, phones, numbers."""

from __future__ import annotations

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cso_desk.records import Member, Organization, Unit
from cso_desk.store import Desk, Query, best, count, get, ids, initials, listed, rows
from cso_desk.store.checking import check, rebuild_search
from cso_desk.store.pinyin import plain

from .conftest import add


def names(desk: Desk, text: str) -> list[str]:
    with desk.read() as session:
        known = {record.n: record.name for record in listed(session, Organization)}
        return [known[n] for n in ids(session, Query(Organization, text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("长葛市", {"cgs", "zgs"}),
        ("单县", {"sx", "dx"}),
        ("仇某", {"qm", "cm"}),
        ("曾某", {"zm", "cm"}),
        ("浚县", {"jx", "xx"}),
        ("朝阳", {"cy", "zy"}),
        ("重阳", {"cy", "zy"}),
        ("行知", {"xz", "hz"}),
        ("音乐", {"yy", "yl"}),
        ("乐龄", {"ll"}),
        ("会计", {"hj", "kj"}),
        ("䶮某", {"ym"}),
        ("𬭼某", {"sm"}),
        ("K12 辅导（一）", {"k12fdy"}),
    ],
)
def test_every_reading_of_a_polyphone(text: str, expected: set[str]) -> None:
    assert expected <= set(initials(text))


def test_initials_are_bounded_and_begin_with_the_common_reading() -> None:
    assert initials("") == initials("（）—") == []
    found = initials("长单仇曾浚朝重行乐" * 5)
    assert len(found) == len(set(found)) == 16
    assert found[0] == "zdccjczxl" * 5


def test_kinds_of_text_that_find_an_organization(desk: Desk) -> None:
    full = "长葛社区夕阳红(第2)舞蹈队"
    id_ = add(
        desk,
        full,
        leader="单䶮",
        contact="曾𬭼",
        phone="13900001111、0374-5550123",
        filing_number="长葛备〔2020〕3号",
    )
    add(desk, "单庄村秧歌队", leader="王某")
    with desk.operation("花名册") as op:
        op.add(Member(organization=id_, name="赵成员"))
    for text in (
        "夕阳红", "舞", "队", "长葛社区夕阳红（第２）舞蹈队", "长", "cgsq", "zgsq", "CGSQXYH", "xyhd2wdd",
        "2", "第2", "单䶮", "䶮", "𬭼", "sy", "dy", "cs", "zs", "139", "1111", "3745550123", "0374-5550123",
        "备〔2020〕3", "赵成员", "舞蹈 单䶮", "cg 139", "夕阳红wdd", " 夕阳 红 ", "%",
    ):  # fmt: skip
        assert full in names(desk, text), text
    for text in ("夕红", "秧歌 单䶮", "1112", "xyhz", "20209号"):
        assert full not in names(desk, text), text
    assert len(names(desk, "")) == len(names(desk, "（）")) == 2


def test_names_that_begin_with_the_text_come_first(desk: Desk) -> None:
    for name in ("大学路舞蹈队", "舞蹈之友社", "一社舞蹈队", "舞蹈队"):
        add(desk, name)
    assert names(desk, "舞蹈") == ["舞蹈之友社", "舞蹈队", "一社舞蹈队", "大学路舞蹈队"]


def test_the_index_follows_changes_and_removals(desk: Desk) -> None:
    id_ = add(desk, "幸福社区舞蹈队")
    with desk.operation("改名") as op:
        get(op.session, Organization, id_).name = "幸福社区合唱团"
    assert (names(desk, "舞蹈"), names(desk, "合唱")) == ([], ["幸福社区合唱团"])
    with desk.operation("花名册") as op:
        member = op.add(Member(organization=id_, name="赵成员"))
    assert names(desk, "赵成员") == ["幸福社区合唱团"]
    with desk.operation("花名册") as op:
        op.remove(get(op.session, Member, member.id))
    assert names(desk, "赵成员") == []
    with desk.operation("删除") as op:
        op.remove(get(op.session, Organization, id_))
    assert names(desk, "合唱") == []
    assert check(desk, deep=True) == []


def test_all_that_a_clerk_remembers_finds_it(desk: Desk) -> None:
    with desk.operation("区划") as op:
        op.insert_many(
            Unit, [{"id": "u1", "name": "卫源社区居民委员会", "level": "community", "code": "1"}]
        )
    full = add(
        desk,
        "晨曲合唱团",
        community="u1",
        venue="文化广场东亭",
        scope="排练红歌，慰问敬老院",
        purpose="唱响百泉",
        note="借用学校音响",
        initiators="周发起、吴发起",
        supervisor="百泉镇人民政府",
        own_fields={"队旗": "绿色"},
    )
    add(desk, "别的队")
    for text in (
        "卫源", "东亭", "敬老院", "唱响", "学校音响", "吴发起", "百泉镇人民", "绿色", "合唱 东亭 绿色",
    ):  # fmt: skip
        assert names(desk, text) == ["晨曲合唱团"], text
    with desk.operation("更名") as op:
        get(op.session, Unit, "u1").name = "凤泉社区居民委员会"
    assert (names(desk, "卫源"), names(desk, "凤泉")) == ([], ["晨曲合唱团"])
    with desk.operation("改备注") as op:
        get(op.session, Organization, full).note = "已还"
    assert (names(desk, "学校音响"), names(desk, "已还")) == ([], ["晨曲合唱团"])


def test_names_come_before_other_words(desk: Desk) -> None:
    add(desk, "一队", scope="教舞蹈")
    add(desk, "二舞蹈队")
    add(desk, "舞蹈三队")
    assert names(desk, "舞蹈") == ["舞蹈三队", "二舞蹈队", "一队"]
    with desk.read() as session:
        assert [
            row[0] for row in rows(session, Organization, best(session, "舞蹈", 2), ["name"])
        ] == [
            "舞蹈三队",
            "二舞蹈队",
        ]
        assert best(session, " ", 5) == []


def test_the_kept_order_of_names_follows_every_change(desk: Desk) -> None:
    for name in ("丙", "甲", "乙"):
        add(desk, f"{name}队")
    first = names(desk, "")
    assert first == sorted(first)
    id_ = add(desk, "丁队")
    assert names(desk, "") == sorted([*first, "丁队"])
    with desk.operation("删除") as op:
        op.remove(get(op.session, Organization, id_))
    assert names(desk, "") == first and names(desk, "队") == first


def test_a_change_of_nearly_all_makes_the_index_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [add(desk, f"第{i}队", leader="甲某") for i in range(10)]
    monkeypatch.setattr("cso_desk.store.search._MANY", 3)
    with desk.operation("批量修改") as op:
        op.update_many(Organization, [{"id": one, "leader": "乙某"} for one in made[:9]])
    assert names(desk, "乙某") == sorted(f"第{i}队" for i in range(9))
    assert names(desk, "甲某") == ["第9队"]
    assert check(desk) == []
    with desk.operation("批量修改") as op:
        op.update_many(Organization, [{"id": one, "leader": "丙某"} for one in made[:4]])
        op.remove(get(op.session, Organization, made[9]))
        op.insert_many(Organization, [{"name": "新队", "leader": "丙某"}])
    assert names(desk, "丙某") == sorted(["新队", *(f"第{i}队" for i in range(4))])
    assert names(desk, "甲某") == [] and len(names(desk, "乙某")) == 5
    assert check(desk) == []


def test_a_lost_index_is_found_out_and_made_again(desk: Desk) -> None:
    add(desk, "幸福社区舞蹈队")
    with desk.aside() as session:
        session.connection().exec_driver_sql("DELETE FROM organization_search")
    assert check(desk) == ["有 1 个组织与查找目录对不上，请重建查找目录。"]
    rebuild_search(desk)
    assert (names(desk, "舞蹈"), check(desk)) == (["幸福社区舞蹈队"], [])


WORDS = st.text(alphabet="长葛单社区一二队（）Ab12𬭼䶮 ", min_size=1, max_size=8)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stored=st.lists(WORDS.filter(plain), min_size=1, max_size=12), typed=WORDS.filter(plain))
def test_search_equals_like_on_random_names(desk: Desk, stored: list[str], typed: str) -> None:
    class Rollback(Exception):
        pass

    with pytest.raises(Rollback), desk.operation("导入") as op:
        op.insert_many(Organization, [{"name": name} for name in stored])
        op.finish()
        found = {
            op.session.get(Organization, n).name
            for n in ids(op.session, Query(Organization, typed))
        }
        words = [plain(word) for word in typed.split() if plain(word)]
        by_like = {name for name in stored if all(word in plain(name) for word in words)}
        assert by_like <= found
        # What is found beyond the name itself is found by its initials, or in parts of mixed script.
        if found != by_like:
            assert any(set(word) & set(string.ascii_lowercase + string.digits) for word in words)
        assert count(op.session, Query(Organization, typed)) == len(
            [name for name in stored if name in found]
        )
        raise Rollback


@given(st.text(max_size=20), st.text(max_size=6))
def test_any_typed_text_is_a_well_formed_query(name: str, typed: str) -> None:
    from cso_desk.store.search import match_expression

    expression = match_expression(typed)
    assert (expression is None) == (not any(plain(word) for word in typed.split()))
