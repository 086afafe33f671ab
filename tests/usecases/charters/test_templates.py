"""The 21 clauses, presets, order, minutes, the change filing, rules and covenants on a real desk."""

from pathlib import Path

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.policy import default_pack
from cso_desk.usecases import (
    charter,
    charter_changes,
    charter_presets,
    covenants,
    federation,
    management_rules,
    register,
)
from cso_desk.usecases.charter_text import OwnClause
from cso_desk.usecases.opening import Desk

PRESETS = [one["id"] for one in default_pack().value("charters.presets")]


@pytest.fixture
def team(town: Desk, village: str) -> str:
    return made(town, village, "百泉社区红白理事会")


def made(desk: Desk, village: str, name: str, **values: str) -> str:
    given = {"name": name, "community": village, "nature": "社会团体性质", **values}
    given.setdefault("venue", "百泉社区文化广场")
    given.setdefault("scope", "协助操办")
    return register.save_organization(desk, None, given).value


@pytest.mark.parametrize("nature", ["社会团体性质", "民办非企业单位性质"])
@pytest.mark.parametrize("template", ["short", "full"])
def test_a_template_says_all_that_is_required(
    town: Desk, team: str, nature: str, template: str
) -> None:
    answers = {"nature": nature, "scope": "开展活动"}
    clauses = charter.compose(town, team, answers, template=template)
    assert charter.missing(town, clauses, nature) == []
    if template == "full" and nature == "社会团体性质":
        assert len(clauses) == 21


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_fills_a_whole_charter(town: Desk, team: str, preset: str) -> None:
    begun = charter_presets.apply(town, team, preset)
    clauses = charter.compose(town, team, begun.answers, begun.own, template=begun.template)
    assert charter.missing(town, clauses, "社会团体性质") == []
    assert "{" not in "".join(one.text for one in clauses)
    assert clauses[-2].title == begun.own[-1].title


def test_the_name_proposes_its_kind(town: Desk, team: str, village: str) -> None:
    assert charter_presets.suggested(town, team) == "weddings"
    assert charter_presets.suggested(town, made(town, village, "百泉社区书法社")) == ""
    with pytest.raises(Trouble, match="没有“钓鱼”这一种"):
        charter_presets.apply(town, team, "钓鱼")


def test_optional_clauses_drop_and_clauses_move(town: Desk, team: str) -> None:
    own = [OwnClause("奖励", "每年评一次。"), OwnClause("服装", "统一保管。")]
    order = ["own2", "own1"]
    charter.save(town, team, {}, own, without=["archive"], template="full", order=order)
    kept = charter.current(town, team)
    assert kept is not None
    assert [one.title for one in kept.clauses][-3:] == ["服装", "奖励", "附则"]
    assert "档案和印章" not in {one.title for one in kept.clauses}
    assert charter.start(town, team).template == "full"


def test_the_minutes_are_kept(town: Desk, team: str) -> None:
    minutes = {"meeting_name": "成员大会", "meeting_form": "现场会议", "chair": "王练习"}
    charter.save(town, team, {}, passed_on="2026-03-12", meeting=minutes)
    kept = charter.current(town, team)
    assert kept is not None
    assert {key: kept.meeting[key] for key in minutes} == minutes
    with pytest.raises(Problems):
        charter.save(town, team, {}, meeting={"meeting_form": "吃饭"})


def test_a_changed_item_proposes_the_change_filing(town: Desk, team: str) -> None:
    charter.save(town, team, {"venue": "百泉社区二楼", "scope": "操办红白喜事"})
    assert charter_changes.proposed(town, team) == []
    filing = ("百泉社备〔2024〕1号", "2024-05-06", "辉县市百泉镇人民政府")
    register.record_old_filing(town, team, *filing)
    shown = charter_changes.proposed(town, team)
    assert [(one.key, one.before, one.after) for one in shown] == [
        ("venue", "百泉社区文化广场", "百泉社区二楼"),
        ("scope", "协助操办", "操办红白喜事"),
    ]
    assert len(charter_changes.open_change(town, team).value.done) == 1


def test_rules_for_many_at_once(town: Desk, team: str, village: str, tmp_path: Path) -> None:
    other = made(town, village, "百泉社区舞蹈队")
    kinds = management_rules.kinds(town)
    assert len(kinds) == 3
    management_rules.adopt(town, other, kinds[0], "一、自己写的。", "2025-01-02")
    done = management_rules.adopt_many(town, [team, other], kinds, "2026-03-12").value
    assert done.done == (team, other)
    assert management_rules.proposed(town, other, kinds[0]) == "一、自己写的。"
    assert "百泉居民委员会" in management_rules.proposed(town, team, kinds[0])
    again = management_rules.adopt_many(town, [team], kinds).value
    assert [one.organization for one in again.failed] == ["百泉社区红白理事会"]
    printed = management_rules.print_rules(town, [team, other], tmp_path / "制度.pdf").value
    assert printed.pages == 6
    management_rules.adopt(town, team, kinds[0], "一、改过。", "2026-06-01")
    assert [one.version for one in management_rules.listed(town, team) if one.kind == kinds[0]] == [
        2,
        1,
    ]
    with pytest.raises(Problems, match="至少勾选一种"):
        management_rules.adopt_many(town, [team], [])


def test_a_covenant_with_its_signatories(
    town: Desk, team: str, village: str, tmp_path: Path
) -> None:
    with pytest.raises(Problems, match="不是枢纽型"):
        covenants.keep(town, team, "一、守法。")
    hub = made(town, village, "百泉镇社区社会组织联合会", hub="是")
    federation.set_federation(town, [team], hub)
    covenants.keep(town, hub, management_rules.proposed(town, hub, "自律公约"), "2026-03-12")
    assert [one["id"] for one in covenants.signatories(town, hub)] == [""]
    covenants.sign(town, hub, [team], "2026-03-15", "王练习")
    covenants.sign(town, hub, [team], "2026-03-16", "王练习")
    signed = covenants.signatories(town, hub)
    assert [(one["organization"], one["signed_on"]) for one in signed] == [(team, "2026-03-16")]
    paper = tmp_path / "公约.pdf"
    assert covenants.print_covenant(town, hub, paper).value.pages >= 1
    assert {table for table, _ in register.remove(town, hub).changes} >= {"signatory"}
