"""The office's own versions of the pack: saved, dated, in force by themselves, kept for ever, taken from files."""

import json
import shutil
import subprocess
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cso_desk import store
from cso_desk.clock import FixedClock
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.policy import default_pack, write_pack
from cso_desk.policy.pack import RESOURCES
from cso_desk.records import Case, Decision
from cso_desk.usecases import (
    evaluate,
    first_page,
    history,
    lists,
    policy_pack,
    print_forms,
    register,
)
from cso_desk.usecases.opening import Desk

TODAY = date(2026, 11, 20)
PAPER = "百政文〔2026〕12号 百泉镇社区社会组织备案工作方案"
OWN = "henan-default-410782103"


def save(town: Desk, day: date = TODAY, document: str = PAPER, **values: Any) -> str:
    changes = {key.replace("__", "."): value for key, value in values.items()}
    return policy_pack.save_version(town, changes, day, document).value


def refusal(town: Desk, changes: dict[str, Any], day: date = TODAY) -> tuple[Problem, ...]:
    before = policy_pack.versions(town)
    with pytest.raises(Problems) as caught:
        policy_pack.save_version(town, changes, day)
    assert policy_pack.versions(town) == before
    return caught.value.problems


def move(town: Desk, days: int) -> None:
    assert isinstance(town.clock, FixedClock)
    town.clock.advance(timedelta(days=days).total_seconds())


def test_a_version_of_today_is_in_force_at_once(town: Desk) -> None:
    version = save(town, filing__authority="county", targets__city_average=12)
    assert version == f"{OWN}@2026.2"
    pack = policy_pack.pack(town)
    assert (pack.version, pack.head["title"]) == (version, "百泉镇政策包")
    assert (pack.value("filing.authority"), pack.value("targets.city_average")) == ("county", 12)
    entry = pack.entry("filing.authority")
    assert (pack.head["sources"][entry.source], entry.reference) == (PAPER, False)
    assert policy_pack.pack_of(town, version) == pack
    assert policy_pack.pack(town, TODAY - timedelta(days=1)) == default_pack()


def test_pages_and_papers_follow_the_pack_and_not_the_code(town: Desk) -> None:
    assert register.default_authority(town) == "辉县市百泉镇人民政府"
    scheme = [*default_pack().value("categories.scheme"), "助老服务类"]
    save(town, filing__authority="county", categories__scheme=scheme, targets__rural_average=7)
    assert register.default_authority(town) == "辉县市民政局"
    assert lists.filter_choices(town).categories[-1] == "助老服务类"
    page = first_page.today(town)
    assert (page.city.target, page.rural.target) == (10, 7)
    made = register.save_organization(town, None, {"name": "助老队", "category": "助老服务类"})
    assert register.show(town, made.value).values["category"] == "助老服务类"


def test_a_version_with_a_day_to_come_comes_into_force_by_itself(town: Desk) -> None:
    later = TODAY + timedelta(days=10)
    version = save(town, later, targets__city_average=15)
    assert first_page.today(town).city.target == 10
    assert policy_pack.versions(town)[-1].state == "将施行"
    move(town, 10)
    assert first_page.today(town).city.target == 15
    assert [one.state for one in policy_pack.versions(town)] == ["已被代替", "现行"]
    assert policy_pack.pack(town, TODAY).version == default_pack().version
    assert policy_pack.pack(town).version == version


def test_versions_build_on_each_other(town: Desk) -> None:
    first = save(town, targets__city_average=12)
    second = save(town, targets__rural_average=6)
    third = save(town, date(2027, 1, 1), document="", filing__office="民政办")
    assert (first, second, third) == (f"{OWN}@2026.2", f"{OWN}@2026.3", f"{OWN}@2027.1")
    assert policy_pack.pack(town).value("targets.city_average") == 12
    assert policy_pack.pack(town).value("targets.rural_average") == 6
    newest = policy_pack.pack(town, date(2027, 1, 1))
    assert newest.value("targets.rural_average") == 6
    office = newest.entry("filing.office")
    assert (newest.head["sources"][office.source], office.reference) == (
        "本单位自定，未写依据文件",
        True,
    )
    assert policy_pack.pack_of(town, first).value("targets.rural_average") == 5


def test_what_is_put_back_takes_its_source_back(town: Desk) -> None:
    save(town, targets__city_average=12, filing__office="民政办")
    version = save(town, document="", targets__city_average=10)
    pack = policy_pack.pack_of(town, version)
    assert pack.entry("targets.city_average") == default_pack().entry("targets.city_average")
    assert pack.subject("targets") == default_pack().subject("targets")
    assert pack.value("filing.office") == "民政办"


def test_a_document_confirms_a_proposal(town: Desk) -> None:
    assert default_pack().entry("filing.office").reference
    save(town, filing__office=default_pack().value("filing.office"))
    entry = policy_pack.pack(town).entry("filing.office")
    assert not entry.reference
    assert policy_pack.pack(town).head["sources"][entry.source] == PAPER


def test_what_was_set_in_the_founding_years_ends_with_a_new_target(town: Desk) -> None:
    save(town, targets__city_average=12)
    note = first_page.today(town).target_note
    assert note == f"目标出自{PAPER}。"


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("targets.city_average", "十个", "应当是整数"),
        ("targets.city_average", -1, "不能小于 0"),
        ("filing.authority", "village", "只能是乡镇（街道）、县（市、区）中的一项"),
        ("filing.states_counted", [], "至少要有 1 项"),
        ("filing.states_counted", ["已备案", "已备案"], "有重复"),
        ("filing.states_counted", ["已批准"], "“已批准”不在组织状态里"),
        ("categories.key_types", ["老年类"], "“老年类”不在组织类别里"),
        ("charters.default_template", "long", "“long”不在章程范本里"),
        ("evaluation.default_scheme", "points", "“points”不在评议方案里"),
        ("filing.nothing", 1, "没有 filing.nothing 这一项"),
        ("layouts.F01", {"code": "F01", "title": "申请表"}, "表样 F01 不合规定：缺少 各部分"),
        (
            "layouts.F01",
            {"code": "F02", "title": "甲", "blocks": [{"kind": "paragraph", "text": "甲"}]},
            "改成一样",
        ),
    ],
)
def test_bad_values_are_refused_by_their_path(
    town: Desk, path: str, value: Any, words: str
) -> None:
    (problem,) = refusal(town, {path: value})
    assert problem.field == path
    assert words in problem.message
    assert problem.message.endswith("。")


def test_all_bad_values_are_named_at_once(town: Desk) -> None:
    found = refusal(
        town, {"targets.city_average": -1, "targets.rural_average": "五", "filing.office": "甲"}
    )
    assert [one.field for one in found] == ["targets.city_average", "targets.rural_average"]


def test_weights_of_a_scheme_must_be_whole(town: Desk) -> None:
    path = "evaluation.schemes.simple.groups"
    groups = [{**one, "weight": "40%"} for one in default_pack().value(path)]
    (problem,) = refusal(town, {path: groups})
    assert (problem.field, "100%" in problem.message) == (path, True)


def test_nothing_changed_is_no_version(town: Desk) -> None:
    (problem,) = refusal(town, {"targets.city_average": 10})
    assert problem.code == "pack_same"


def test_a_layout_is_replaced_whole(town: Desk) -> None:
    layout = {**default_pack().layout("F06"), "title": "简易章程（百泉镇样式）"}
    save(town, **{"layouts__F06": layout})
    titles = {one.code: one.title for one in print_forms.forms(town)}
    assert titles["F06"] == "简易章程（百泉镇样式）"
    other = {**layout, "title": "另一种样式"}
    policy_pack.save_version(town, {"layouts.F06": other}, TODAY)
    policy_pack.save_version(town, {"layouts.F06": default_pack().layout("F06")}, TODAY)
    assert policy_pack.pack(town).layouts == default_pack().layouts


def case(town: Desk, organization: str, opened_on: str, rules: str) -> str:
    from cso_desk.fields import PartialDate

    with town.operation("测试：受理") as op:
        made = op.add(
            Case(
                organization=organization,
                kind="filing",
                opened_on=PartialDate.from_iso(opened_on),
                rules=rules,
            )
        )
        op.session.flush()
        return made.id


def test_no_version_begins_before_matters_that_were_handled(town: Desk) -> None:
    made = register.save_organization(town, None, {"name": "舞蹈队"}).value
    case(town, made, "2026-11-18", default_pack().version)
    (problem,) = refusal(town, {"targets.city_average": 12}, date(2026, 11, 17))
    assert problem.field == "valid_from"
    assert problem.message.startswith("2026-11-18 已有事项按 henan-default@2026.1 办理")
    assert save(town, date(2026, 11, 18), targets__city_average=12)


def test_an_old_filing_does_not_hold_back_a_version(town: Desk) -> None:
    made = register.save_organization(town, None, {"name": "舞蹈队"}).value
    register.record_old_filing(town, made, "百备〔2026〕1号", "2026-11-19", "百泉镇人民政府")
    assert save(town, date(2026, 11, 1), targets__city_average=12)


def test_no_version_slips_under_a_later_one(town: Desk) -> None:
    later = save(town, date(2027, 1, 1), targets__city_average=12)
    (problem,) = refusal(town, {"targets.city_average": 11})
    assert (problem.field, later in problem.message) == ("valid_from", True)
    policy_pack.withdraw(town, later)
    assert save(town, targets__city_average=11)


def test_a_case_keeps_the_pack_it_was_opened_under(town: Desk) -> None:
    made = register.save_organization(town, None, {"name": "舞蹈队"}).value
    rules = policy_pack.pack(town).version
    opened = case(town, made, "2026-11-20", rules)
    save(town, TODAY + timedelta(days=3), filing__authority="county", filing__office="民政办")
    move(town, 5)
    with town.read() as session:
        kept = store.get(session, Case, opened)
        assert kept is not None
        named = kept.rules
    assert policy_pack.pack_of(town, named).value("filing.authority") == "township"
    assert policy_pack.pack(town).value("filing.authority") == "county"


def test_a_withdrawn_version_is_kept_and_its_number_never_used_again(town: Desk) -> None:
    version = save(town, targets__city_average=12)
    policy_pack.withdraw(town, version)
    assert policy_pack.pack(town) == default_pack()
    assert [one.state for one in policy_pack.versions(town)] == ["现行", "已收回"]
    assert policy_pack.pack_of(town, version).value("targets.city_average") == 12
    assert save(town, targets__city_average=11) == f"{OWN}@2026.3"
    with pytest.raises(Problems, match="已经收回过"):
        policy_pack.withdraw(town, version)


def test_a_version_that_records_name_is_not_withdrawn(town: Desk, village: str) -> None:
    version = save(town, targets__city_average=12)
    values = {"name": "舞蹈队", "community": village}
    made = register.save_organization(town, None, values).value
    evaluate.open_round(town, 2026, village)
    register.record_old_filing(town, made, "百备〔2020〕1号", "2020", "百泉镇人民政府")
    with town.read() as session:
        assert store.listed(session, Decision)[0].policy_version == version
    with pytest.raises(Problems, match=f"已有 2 条记录按 {version} 办理，不能收回"):
        policy_pack.withdraw(town, version)
    with pytest.raises(Problems, match="不能收回"):
        policy_pack.withdraw(town, default_pack().version)
    with pytest.raises(Trouble, match="没有政策包"):
        policy_pack.withdraw(town, f"{OWN}@2099.1")
    assert policy_pack.pack(town).version == version


def test_undo_does_not_reach_versions(town: Desk) -> None:
    register.save_organization(town, None, {"name": "舞蹈队"})
    before = history.last(town)
    save(town, targets__city_average=12)
    assert history.last(town) == before
    with pytest.raises(Problems, match="政策包的版本请在“设置”的“政策包”里收回"):
        history.undo_operation(town, before[0] + 1 if before else 0)


def test_a_pack_goes_to_another_desk(town: Desk, tmp_path: Path, empty_town_folder: Path) -> None:
    from cso_desk.usecases import opening

    version = save(town, targets__city_average=12, filing__office="民政办")
    file = tmp_path / "政策包.zip"
    assert policy_pack.export(town, file).value == version
    assert policy_pack.check_file(file).version == version
    shutil.copytree(empty_town_folder, tmp_path / "other")
    with opening.open_desk(tmp_path / "other", "王干事", "lianxi-2026", clock=town.clock) as other:
        assert policy_pack.take_file(other, file).value == version
        assert policy_pack.pack(other) == policy_pack.pack(town)
        assert policy_pack.take_file(other, file).changes == frozenset()
        assert len(policy_pack.versions(other)) == 2


def partial(folder: Path, **head: Any) -> Path:
    folder.mkdir()
    default = json.loads((RESOURCES / "policy" / "default" / "targets.json").read_text("utf-8"))
    entry = {**default["city_average"], "value": 20, "source": "县", "reference": False}
    (folder / "targets.json").write_text(json.dumps({"city_average": entry}), "utf-8")
    whole = {
        "id": "huixian",
        "version": "2026.1",
        "title": "辉县市政策包",
        "base": "henan-default",
        "valid_from": "2026-11-01",
        "valid_to": None,
        "sources": {"县": "辉民文〔2026〕3号"},
        **head,
    }
    (folder / "pack.json").write_text(json.dumps(whole), "utf-8")
    return folder


def test_a_pack_that_names_only_what_differs_is_laid_over_its_base(
    town: Desk, tmp_path: Path
) -> None:
    place = partial(tmp_path / "县")
    assert policy_pack.take_file(town, place).value == "huixian@2026.1"
    pack = policy_pack.pack(town)
    assert (pack.value("targets.city_average"), pack.value("targets.rural_average")) == (20, 5)
    assert pack.head["sources"]["S1"].startswith("豫民文")
    own = save(town, targets__rural_average=6)
    assert policy_pack.pack_of(town, own).value("targets.city_average") == 20


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ({"base": "beijing"}, "本机没有"),
        ({"valid_from": "2026-02-31"}, "不存在"),
        ({"version": "第一版"}, "version"),
    ],
)
def test_a_bad_pack_is_refused(
    town: Desk, tmp_path: Path, head: dict[str, Any], words: str
) -> None:
    with pytest.raises(Problems, match=words):
        policy_pack.take_file(town, partial(tmp_path / "县", **head))
    assert len(policy_pack.versions(town)) == 1


def test_a_pack_with_a_day_of_its_own_may_begin_later(town: Desk, tmp_path: Path) -> None:
    made = register.save_organization(town, None, {"name": "舞蹈队"}).value
    case(town, made, "2026-11-18", default_pack().version)
    place = partial(tmp_path / "县")
    with pytest.raises(Problems, match="新版本最早从那天起施行"):
        policy_pack.take_file(town, place)
    policy_pack.take_file(town, place, TODAY)
    assert policy_pack.versions(town)[-1].valid_from == "2026-11-20"


def test_another_content_under_a_known_number_is_refused(town: Desk, tmp_path: Path) -> None:
    policy_pack.take_file(town, partial(tmp_path / "一"))
    other = partial(tmp_path / "二")
    raw = json.loads((other / "targets.json").read_text("utf-8"))
    raw["city_average"]["value"] = 21
    (other / "targets.json").write_text(json.dumps(raw), "utf-8")
    with pytest.raises(Problems, match="换一个版本号"):
        policy_pack.take_file(town, other)
    file = tmp_path / "default.zip"
    write_pack(default_pack(), file)
    assert policy_pack.take_file(town, file).value == default_pack().version
    assert len(policy_pack.versions(town)) == 2


def test_a_pack_ends_with_its_last_day(town: Desk, tmp_path: Path) -> None:
    policy_pack.take_file(town, partial(tmp_path / "县", valid_to="2026-11-30"))
    assert policy_pack.pack(town, date(2026, 11, 30)).value("targets.city_average") == 20
    assert policy_pack.pack(town, date(2026, 12, 1)) == default_pack()


def test_a_file_with_a_shapeless_subject_is_refused(town: Desk, tmp_path: Path) -> None:
    place = partial(tmp_path / "县")
    (place / "targets.json").write_text("[]", "utf-8")
    with pytest.raises(Problems, match="应当是一组内容"):
        policy_pack.take_file(town, place)
    file = tmp_path / "坏.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("pack.json", "{}")
    with pytest.raises(Problems, match="缺少"):
        policy_pack.check_file(file)


def test_entries_are_grouped_and_say_what_they_rest_on(town: Desk) -> None:
    save(town, targets__city_average=12)
    groups = {one.subject: one for one in policy_pack.entries(town)}
    assert [one.name for one in groups.values()][:2] == ["备案", "目标"]
    shown = {entry.path: entry for group in groups.values() for entry in group.entries}
    city, rural = shown["targets.city_average"], shown["targets.rural_average"]
    assert (city.text, city.source, city.changed, city.shipped) == ("12", PAPER, True, 10)
    assert (rural.text, rural.changed) == ("5", False)
    assert rural.source.startswith("豫民文〔2021〕115号")
    assert shown["categories.key_types"].text == "生活服务类、公益慈善类、居民互助类"
    assert shown["layouts.F01"].label == "F01 社区社会组织备案申请表"
    assert shown["filing.authority"].reference


def test_a_whole_pack_without_a_later_subject_takes_the_shipped_one(
    town: Desk, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(RESOURCES / "policy" / "default", tmp_path / "old"))
    head = {**default_pack().head, "id": "huixian", "valid_from": "2026-11-01"}
    (folder / "pack.json").write_text(json.dumps(dict(head)), "utf-8")
    (folder / "calendar.json").unlink()
    version = policy_pack.take_file(town, folder).value
    assert policy_pack.pack_of(town, version).subjects == default_pack().subjects


def test_two_packs_differ_by_day_on_paper_too(town: Desk, tmp_path: Path) -> None:
    """The same form of the same organization, before and after the day on which the office's own form begins."""
    made = register.save_organization(town, None, {"name": "百泉社区舞蹈队"}).value
    first, second, *rest = default_pack().layout("F06")["blocks"]
    layout = {
        **default_pack().layout("F06"),
        "blocks": [first, {**second, "text": "活动公约"}, *rest],
    }
    save(town, TODAY + timedelta(days=5), **{"layouts__F06": layout})
    before = printed(town, made, tmp_path)
    move(town, 5)
    after = printed(town, made, tmp_path)
    assert ("简易章程" in before, "活动公约" in before) == (True, False)
    assert ("简易章程" in after, "活动公约" in after) == (False, True)


def printed(town: Desk, organization: str, folder: Path) -> str:
    file = folder / "F06.pdf"
    file.write_bytes(print_forms.preview(town, "F06", organization))
    found = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    )
    return found.stdout
