"""Fields of the office's own: defined in the pack, typed in the form, in lists, ledgers in and out; never lost."""

from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_desk import store
from cso_desk.errors import Problems
from cso_desk.records import Organization
from cso_desk.usecases import (
    export_ledger,
    history,
    import_ledger,
    lists,
    own_fields,
    policy_pack,
    register,
)
from cso_desk.usecases.own_fields import KINDS, Definition, merged

WANTED = [
    Definition("", "微信群名", "文字", in_list=True),
    Definition("", "骨干人数", "数字"),
    Definition("", "上次走访", "日期"),
    Definition("", "有无服装", "是否"),
    Definition("", "活动频率", "选择", ("每天", "每周", "每月")),
]
TYPED = ("幸福舞队", "12.50", "2026-10", "是", "每周")


@pytest.fixture
def defined(town):
    own_fields.define(town, WANTED)
    return own_fields.definitions(town)


@pytest.fixture
def team(town, village, defined):
    values = {one.form_key: text for one, text in zip(defined, TYPED, strict=True)}
    named = {"name": "百泉社区太极拳队", "community": village}
    return register.save_organization(town, None, {**named, **values}).value


def kept_of(desk, organization):
    with desk.read() as session:
        return store.get(session, Organization, organization).own_fields


def test_a_fresh_desk_has_none(town):
    assert own_fields.definitions(town) == [] and own_fields.as_fields(town) == {}
    assert not any(one.key.startswith("own.") for one in register.form_fields(town, "organization"))
    assert lists.columns(town) == list(lists.COLUMNS)


def test_they_stand_in_the_form_and_in_the_detail(town, team, defined):
    fields = register.form_fields(town, "organization")[-5:]
    assert [(one.label, one.kind) for one in fields] == [
        ("微信群名", "text"),
        ("骨干人数", "decimal"),
        ("上次走访", "date"),
        ("有无服装", "yesno"),
        ("活动频率", "choice"),
    ]
    assert fields[-1].words == ("每天", "每周", "每月")
    shown = register.show(town, team).values
    assert tuple(shown[one.form_key] for one in defined) == TYPED
    assert kept_of(town, team) == {
        one.key: value
        for one, value in zip(defined, ("幸福舞队", 1250, "2026-10", True, "每周"), strict=True)
    }


def test_a_wrong_text_is_said_at_its_field(town, team, defined):
    wrong = {defined[1].form_key: "十二", defined[4].form_key: "偶尔"}
    for key, text in wrong.items():
        assert register.check_value(town, "organization", key, text)
    with pytest.raises(Problems) as refused:
        register.save_organization(town, team, wrong)
    assert [one.field for one in refused.value.problems] == list(wrong)
    assert register.check_value(town, "organization", defined[1].form_key, "3") is None


def test_clearing_and_undo(town, team, defined):
    register.save_organization(town, team, {one.form_key: "" for one in defined})
    assert kept_of(town, team) is None
    history.undo_last(town)
    assert register.show(town, team).values[defined[0].form_key] == "幸福舞队"


def test_the_history_names_each_by_its_label(town, team, defined):
    register.save_organization(town, team, {defined[1].form_key: "3", defined[0].form_key: ""})
    newest = history.history(town, team)[0]
    assert newest.before == {"微信群名": "幸福舞队", "骨干人数": "12.50"}
    assert newest.after == {"微信群名": "", "骨干人数": "3"}


def test_a_field_that_is_taken_out_keeps_its_values(town, team, defined):
    own_fields.define(town, defined[1:])
    assert defined[0].form_key not in register.show(town, team).values
    register.save_organization(town, team, {defined[1].form_key: "3"})
    assert kept_of(town, team)[defined[0].key] == "幸福舞队"
    assert register.check_value(town, "organization", defined[0].form_key, "x") is None
    with pytest.raises(Problems, match="已经取消"):
        register.save_organization(town, team, {defined[0].form_key: "新名"})
    renamed = [replace(defined[0], label="群名"), *defined[1:]]
    own_fields.define(town, renamed)
    assert register.show(town, team).values[defined[0].form_key] == "幸福舞队"


def test_the_list_shows_and_sorts_by_them(town, team, village, defined):
    other = {"name": "乙队", "community": village, defined[1].form_key: "2"}
    register.save_organization(town, None, other)
    register.save_organization(town, None, {"name": "丙队", "community": village})
    columns = {one.key: one for one in lists.columns(town)}
    assert columns[defined[0].form_key].shown and not columns[defined[1].form_key].shown
    for descending, wanted in ((False, ["2", "12.50", ""]), (True, ["12.50", "2", ""])):
        query = lists.Query(order=defined[1].form_key, descending=descending)
        found = lists.organization_rows(
            town, lists.organization_ids(town, query), ["name", defined[1].form_key]
        )
        assert [row.cells[1] for row in found] == wanted


def test_a_ledger_brings_them_by_label_and_takes_them_out(town, team, defined, tmp_path):
    out = tmp_path / "台账.xlsx"
    export_ledger.export(town, out)
    sheet = openpyxl.load_workbook(out).active
    rows = list(sheet.iter_rows(values_only=True))
    at = next(n for n, row in enumerate(rows) if "组织名称" in row)
    assert [one for one in rows[at] if one][-5:] == [one.label for one in defined]
    assert rows[at + 1][-5:] == ("幸福舞队", "12.50", "2026-10", "是", "每周")
    assert import_ledger.preview(town, [out]).same == 1
    for cell in sheet[at + 2]:
        if cell.value == "每周":
            cell.value = "每月"
    changed = tmp_path / "改过.xlsx"
    sheet.parent.save(changed)
    assert import_ledger.take(town, [changed]).value.changed == 1
    shown = register.show(town, team).values
    assert (shown[defined[4].form_key], shown[defined[0].form_key]) == ("每月", "幸福舞队")


def test_a_new_row_of_a_ledger_has_them_and_a_bad_cell_is_told(town, defined, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["组织名称", "负责人", "微信群名", "活动频率"])
    book.active.append(["百泉社区合唱团", "王测试", "歌友群", "偶尔"])
    book.save(tmp_path / "a.xlsx")
    found = import_ledger.take(town, [tmp_path / "a.xlsx"]).value
    assert found.new == 1
    assert any("偶尔" in problem.message for problem in found.problems)
    (number,) = lists.organization_ids(town, lists.Query())
    (organization,) = lists.ids_of(town, [number])
    assert kept_of(town, organization) == {defined[0].key: "歌友群"}


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ([Definition("", " ", "文字")], "no_label"),
        ([Definition("", "字" * 21, "文字")], "no_label"),
        ([Definition("", "联系电话", "文字")], "label_taken"),
        ([Definition("", "手机号", "文字")], "label_taken"),
        ([Definition("", "甲", "文字"), Definition("", "甲", "日期")], "label_twice"),
        ([Definition("", "甲", "选择", (" ",))], "no_words"),
        ([Definition("", f"栏{n}", "文字") for n in range(31)], "too_many"),
    ],
)
def test_what_cannot_be_defined_is_refused(town, wanted, code):
    with pytest.raises(Problems) as refused:
        own_fields.define(town, wanted)
    assert [one.code for one in refused.value.problems] == [code]
    assert own_fields.definitions(town) == []


def test_the_kind_of_a_field_stays(town, defined):
    with pytest.raises(Problems) as refused:
        own_fields.define(town, [replace(defined[0], kind="日期"), *defined[1:]])
    assert [(one.code, one.field) for one in refused.value.problems] == [
        ("kind_changed", "微信群名")
    ]


def test_definitions_are_a_version_of_the_pack(town, defined):
    assert policy_pack.pack(town).version != policy_pack.default_pack().version
    assert len({one.key for one in defined}) == 5
    assert all(one.kind in KINDS for one in defined)


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=2), st.integers() | st.text(max_size=3)),
    st.dictionaries(st.text("abc", min_size=1, max_size=2), st.none() | st.integers()),
)
def test_merging_loses_nothing_that_was_not_cleared(kept, typed):
    found = merged(kept, typed) or {}
    assert all(found[key] == value for key, value in typed.items() if value is not None)
    assert all(found[key] == value for key, value in kept.items() if key not in typed)
    assert not [key for key, value in typed.items() if value is None and key in found]
