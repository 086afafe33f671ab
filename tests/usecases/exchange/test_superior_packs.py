"""A superior's policy pack comes down: in force from its day, own values over it, running cases as they began."""

from datetime import date

import pytest

from cso_desk.errors import Problems
from cso_desk.policy import default_pack
from cso_desk.records import PackVersion, unit_id
from cso_desk.usecases import configuring, policy_pack, receipts, superior_packs, take_packages
from tests.usecases.cases.conftest import make_ready

from .conftest import enrol_below, reopen, start

CITY, RURAL, LIMIT = "targets.city_average", "targets.rural_average", "filing.authority"
VILLAGE = unit_id("410782103001")
FIRST = date(2026, 11, 22)
LATER = date(2027, 1, 1)
DOCUMENT = "辉民〔2026〕9号"


@pytest.fixture
def down(tmp_path):
    """Give from one desk to another and bring the receipt back; returns what was taken."""
    count = iter(range(100))

    def travel(above, below):
        out = tmp_path / f"down{next(count)}"
        made = {one.to: one for one in configuring.give(above, out).value}
        (taken,) = take_packages.take(below, [made[below.unit].file], out / "answers").value
        receipts.take_receipt(above, taken.receipt)
        return taken

    return travel


def save(desk, changes, day=FIRST, document=""):
    return policy_pack.save_version(desk, changes, day, document).value


def states(desk):
    return {one.version: one.state for one in policy_pack.versions(desk)}


def test_a_version_comes_down_and_is_in_force_from_its_day(county, town, down):
    version = save(county, {CITY: 12}, LATER, DOCUMENT)
    taken = down(county, town)
    assert taken.verdict == "ok"
    assert any(DOCUMENT in words and version in words for words in taken.notes)
    assert policy_pack.pack(town).value(CITY) == 10
    assert policy_pack.pack(town, LATER).value(CITY) == 12
    assert policy_pack.pack(town, LATER).version == version
    (shown,) = [one for one in policy_pack.versions(town) if one.version == version]
    assert (shown.origin, shown.state, shown.document) == ("辉县市", "将施行", DOCUMENT)
    assert shown.title.startswith("上级下发")
    with pytest.raises(Problems, match="不能收回"):
        policy_pack.withdraw(town, version)
    assert down_again_is_nothing(county, town)


def down_again_is_nothing(county, town):
    (below,) = [one for one in configuring.below(county) if one.unit == town.unit]
    return below.waiting == ()


def test_own_values_stay_where_the_superior_states_no_source(county, town, down):
    own = save(town, {CITY: 8, RURAL: 6})
    theirs = save(county, {CITY: 12}, document=DOCUMENT)
    taken = down(county, town)
    pack = policy_pack.pack(town)
    assert (pack.value(CITY), pack.value(RURAL)) == (12, 6)
    assert pack.version not in (own, theirs)
    assert any("改用上级的规定" in words for words in taken.notes)
    assert policy_pack.pack_of(town, own).value(CITY) == 8
    assert policy_pack.pack_of(town, theirs).value(RURAL) == 5
    with pytest.raises(Problems, match="由上级的"):
        save(town, {CITY: 9})
    save(town, {RURAL: 7})
    assert (policy_pack.pack(town).value(CITY), policy_pack.pack(town).value(RURAL)) == (12, 7)


def test_a_proposal_of_the_superior_gives_way_to_own_values(county, town, down):
    save(town, {CITY: 8})
    save(county, {CITY: 12, RURAL: 6})
    down(county, town)
    pack = policy_pack.pack(town)
    assert (pack.value(CITY), pack.value(RURAL)) == (8, 6)


def test_a_later_version_replaces_the_superiors_earlier_values_alone(county, town, down):
    save(town, {RURAL: 6})
    save(county, {CITY: 12}, document=DOCUMENT)
    down(county, town)
    save(county, {CITY: 14}, LATER, "辉民〔2026〕30号")
    down(county, town)
    assert policy_pack.pack(town).value(CITY) == 12
    later = policy_pack.pack(town, LATER)
    assert (later.value(CITY), later.value(RURAL)) == (14, 6)


def test_own_versions_that_begin_later_keep_the_superiors_values(county, town, down):
    save(town, {RURAL: 6}, LATER)
    save(county, {CITY: 12}, document=DOCUMENT)
    down(county, town)
    assert policy_pack.pack(town).value(CITY) == 12
    later = policy_pack.pack(town, LATER)
    assert (later.value(CITY), later.value(RURAL)) == (12, 6)


def test_a_version_taken_back_above_is_taken_back_below(county, town, down):
    version = save(county, {CITY: 12}, document=DOCUMENT)
    save(town, {RURAL: 6})
    down(county, town)
    policy_pack.withdraw(county, version)
    taken = down(county, town)
    assert any("收回了" in words for words in taken.notes)
    pack = policy_pack.pack(town)
    assert (states(town)[version], pack.value(CITY), pack.value(RURAL)) == ("已收回", 10, 6)


def test_own_fields_and_words_of_lists_come_with_the_pack(county, town, down):
    from cso_desk.usecases import own_fields

    definition = own_fields.Definition("", "结对单位", "文字")
    own_fields.define(county, [definition], FIRST)
    down(county, town)
    assert [one.label for one in own_fields.definitions(town)] == ["结对单位"]


def test_the_township_passes_the_countys_pack_on(county, town, down, tmp_path):
    village = start(tmp_path / "village", "410782103001")
    enrol_below(town, village)
    version = save(county, {CITY: 12}, document=DOCUMENT)
    save(town, {RURAL: 6})
    down(county, town)
    down(town, village)
    pack = policy_pack.pack(village)
    assert (pack.value(CITY), pack.value(RURAL)) == (12, 6)
    origins = {one.version: one.origin for one in policy_pack.versions(village)}
    assert origins[version] == "辉县市"
    assert origins[policy_pack.pack(town).version] == "百泉镇"
    village.close()


def test_a_pack_that_does_not_validate_is_refused_whole(county, town, tmp_path, down):
    version = save(county, {CITY: 12}, document=DOCUMENT)
    with county.operation("测试") as op:
        kept = op.session.get(PackVersion, version)
        spoilt = {**kept.content, "subjects": {"targets": {"city_average": "很多"}}}
        kept.content = spoilt
    taken = down(county, town)
    assert taken.verdict == "part"
    assert "没有启用" in taken.refused_rows[0].why
    assert states(town).keys() == {default_pack().version}
    (below,) = [one for one in configuring.below(county) if one.unit == town.unit]
    assert [(one.state, one.word) for one in below.waiting] == [("未接收", "政策包")]


def test_a_version_number_with_other_content_is_refused(county, town, down):
    version = save(county, {CITY: 12}, document=DOCUMENT)
    down(county, town)
    with county.operation("测试") as op:
        kept = op.session.get(PackVersion, version)
        kept.content = {**kept.content, "head": {**kept.content["head"], "title": "另一个"}}
    assert "内容不同" in down(county, town).refused_rows[0].why


def test_a_pack_of_a_stranger_is_refused(county, town):
    from cso_desk.usecases import trust

    rows = [
        {
            "id": "x@1/pack",
            "version": "x@1",
            "file": "pack",
            "content": {
                "head": {
                    **default_pack().head,
                    "id": "x",
                    "version": "1",
                    "valid_from": "2026-01-01",
                    "valid_to": None,
                },
                "document": "",
                "withdrawn": False,
                "saved_at": "2026-01-01T00:00:00+08:00",
                "origin": {"unit": town.unit, "name": "百泉镇"},
            },
        }
    ]
    sender = trust.parent_of(town)
    assert "不是上级制定的" in superior_packs.check(town, sender, rows)
    assert "格式不对" in superior_packs.check(town, sender, [{"version": "x@1"}])
    assert "格式不对" in superior_packs.check(town, sender, [{**rows[0], "version": "y@1"}])


def test_taking_survives_a_restart(county, town, down, tmp_path):
    version = save(county, {CITY: 12}, document=DOCUMENT)
    down(county, town)
    folder = town.folder
    town.close()
    again = reopen(folder)
    assert policy_pack.pack(again).version == version
    again.close()


def test_a_running_case_is_finished_by_the_rules_under_which_it_began(county, town, down, add):
    """The county's pack leaves out the very stage in which a case waits."""
    from cso_desk.usecases import cases

    (case,) = cases.open_cases(town, [make_ready(town, VILLAGE)], "首次备案").value.done
    assert not cases.take_step(town, [case], "submit", {}).value.failed
    assert cases.show(town, case).stage == "待党组织意见"
    version = save(county, {"filing.party_opinion": False}, document=DOCUMENT)
    taken = down(county, town)
    assert any("开始时的版本" in words for words in taken.notes)
    assert policy_pack.pack(town).version == version
    shown = cases.show(town, case)
    assert (shown.stage, shown.rules) == ("待党组织意见", default_pack().version)
    opinion = {"said_by": "龚单", "paper_date": "2026-11-22"}
    assert not cases.take_step(town, [case], "party", opinion).value.failed
