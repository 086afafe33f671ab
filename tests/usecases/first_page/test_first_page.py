"""The first page: averages first, gaps in plain words, and what waits."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cso_desk.usecases import disclose, evaluate, first_page, register, settings, units
from cso_desk.usecases.averages import one_decimal
from cso_desk.usecases.opening import Desk


def filed(town: Desk, name: str, community: str) -> str:
    made = register.save_organization(town, None, {"name": name, "community": community}).value
    register.record_old_filing(
        town, made, f"百泉社备〔2021〕{name}号", "2021-05", "辉县市百泉镇人民政府"
    )
    return made


def test_an_empty_desk(town: Desk) -> None:
    page = first_page.today(town)
    assert (page.unit, page.total, page.incomplete) == ("百泉镇", 0, 0)
    assert (page.city.text, page.city.target, page.city.communities) == ("0.0", 10, 15)
    assert (page.rural.text, page.rural.target, page.rural.communities) == ("0.0", 5, 18)
    assert page.waiting == ()
    assert page.deadline == ""
    assert not page.practice
    assert page.communities[0].words == "距平均目标还差 10 个"


def test_only_filed_and_registered_ones_count(town: Desk, village: str) -> None:
    for number in range(3):
        filed(town, f"队{number}", village)
    register.save_organization(town, None, {"name": "没备案的队", "community": village})
    page = first_page.today(town)
    first = page.communities[0]
    assert (first.name, first.kind, first.count, first.gap) == ("百泉社区", "城市", 3, 7)
    assert (page.city.organizations, page.city.text) == (3, "0.2")
    assert page.total == 4


def test_a_target_that_is_reached(town: Desk) -> None:
    rural = units.unit_by_code(town, "410782103201").id
    for number in range(6):
        filed(town, f"队{number}", rural)
    gap = next(one for one in first_page.today(town).communities if one.name == "梅溪村")
    assert (gap.gap, gap.words) == (0, "已到平均目标")


def test_a_community_of_unknown_kind_is_named_not_guessed(town: Desk, village: str) -> None:
    with town.operation("清空城乡") as op:
        from cso_desk import store
        from cso_desk.records import Unit

        unit = store.get(op.session, Unit, village)
        assert unit is not None
        unit.kind = None
    page = first_page.today(town)
    assert (page.communities[0].gap, page.city.communities) == (None, 14)
    assert "城乡未定" in page.communities[0].words


def test_what_waits(town: Desk, village: str) -> None:
    filed(town, "队一", village)
    register.save_organization(town, None, {"name": "待定队"})
    evaluate.open_round(town, 2026, village)
    waiting = {one.words: one for one in first_page.today(town).waiting}
    assert set(waiting) == {
        "2 个组织的资料待完善",
        "1 个组织的社区待定",
        "1 轮评议还没有出结果",
        "1 个社区（村）的 2026 年公开表还没有张贴",
    }
    assert waiting["2 个组织的资料待完善"].filter == {"incomplete": True}
    disclose.post(town, village, 2026, "2026-11-20", "张会计")
    assert not [one for one in first_page.today(town).waiting if one.page == "公开"]


def test_the_deadline_is_what_the_next_level_set(town: Desk) -> None:
    settings.put(town, first_page.DEADLINE, "2026-12-25")
    assert first_page.today(town).deadline == "2026-12-25"


def test_targets_name_their_source_and_that_they_have_ended(town: Desk) -> None:
    note = first_page.today(town).target_note
    assert "豫民文〔2021〕115号" in note
    assert note.endswith("期满后供参考。")


@given(st.integers(0, 10_000), st.integers(1, 500))
def test_averages_never_look_better_than_they_are(total: int, parts: int) -> None:
    mean = Fraction(total, parts)
    shown = Fraction(one_decimal(mean))
    assert shown <= mean < shown + Fraction(1, 10)
