"""设置 → 政策包: the entries in the right fields, edited by keyboard, saved as a version with its day, nothing lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from cso_desk.policy import default_pack
from cso_desk.policy.pack import RESOURCES
from cso_desk.usecases import first_page, opening, policy_pack, settings, working_days
from cso_desk.usecases.policy_edits import SUBJECTS
from ui.machine import Machine
from ui.pages.options import OptionsPage
from ui.pages.policy_row import PolicyRow
from ui.pages.policy_view import PolicyView
from ui.values.parts import NAME, VALUE
from ui.window import MainWindow
from ui.work import Works

from .conftest import SECRET, USER, Told, at_rest

PAPER = "木政文〔2026〕12号 备案工作方案"


@pytest.fixture
def empty_desk(empty_folder: Path) -> Iterator[opening.Desk]:
    opened = opening.open_desk(empty_folder, USER, SECRET)
    yield opened
    opened.close()


@pytest.fixture
def window(empty_desk: opening.Desk, works: Works, say: Told, qtbot: Any) -> MainWindow:
    return opened(empty_desk, works, say, qtbot)


def opened(desk: opening.Desk, works: Works, say: Told, qtbot: Any) -> MainWindow:
    made = MainWindow(desk, works, say, Machine(desk.folder))
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.go("设置")
    page = made.page("设置")
    assert isinstance(page, OptionsPage)
    page.tabs.setCurrentWidget(page.policy)
    at_rest(qtbot, works)
    return made


@pytest.fixture
def view(window: MainWindow) -> PolicyView:
    page = window.page("设置")
    assert isinstance(page, OptionsPage)
    return page.policy


def row(view: PolicyView, path: str) -> PolicyRow:
    """Show the part in which an entry stands and return its row."""
    part = path.partition(".")[0]
    at = [one.subject for one in view._groups].index(part)
    view.subjects.setCurrentRow(at)
    view.finish()
    return view.rows[path]


def typed(view: PolicyView, path: str, text: str) -> PolicyRow:
    found = row(view, path)
    found.field.setText(text)
    found.field.textEdited.emit(text)
    return found


def save(view: PolicyView, qtbot: Any, day: str = "", document: str = "") -> None:
    view.save.click()
    band = view._band
    if day:
        band.fields["valid_from"].put(day)
    band.fields["document"].put(document)
    band.go.click()
    at_rest(qtbot, view._page.works)


def test_the_parts_have_chinese_names_and_say_what_they_rest_on(view: PolicyView) -> None:
    names = [view.subjects.item(at).text() for at in range(view.subjects.count())]
    assert names == list(SUBJECTS.values()), "a part without a Chinese name stands last"
    city = row(view, "targets.city_average")
    assert city.field.accessibleName() == "每个城市社区平均拥有的社区社会组织（个）"
    assert city.source.text().startswith("依据：豫民文〔2021〕115号")
    assert not city.reference.isVisible()
    assert row(view, "filing.office").reference.text() == "参考"
    assert "随程序附带" in view.state.text()
    assert not view.save.isEnabled()


def test_looking_loses_nothing(view: PolicyView) -> None:
    """Every entry and every layout, opened in its field, gives back what stood there, to the order of keys."""
    seen = 0
    for at, group in enumerate(view._groups):
        view.subjects.setCurrentRow(at)
        view.finish()
        for shown in group.entries:
            found = view.rows[shown.path]
            found.unfold()
            assert json.dumps(found.value()) == json.dumps(shown.value), shown.path
            assert not found.differs
            seen += 1
    assert seen == len(list(default_pack().entries())) + len(default_pack().layouts)
    assert not view.pending


def test_an_entry_is_found_by_its_words(view: PolicyView, qtbot: Any) -> None:
    view.seek.setText("平均数")
    qtbot.waitUntil(lambda: len(view.rows) == 2)
    assert set(view.rows) == {"filing.states_counted", "targets.unplaced_counted_as"}
    view.seek.setText("没有这个")
    assert not view.rows
    view.seek.clear()
    qtbot.waitUntil(lambda: "filing.authority" in view.rows)


def test_a_number_is_changed_and_saved_with_its_document(view: PolicyView, qtbot: Any) -> None:
    desk = view._page.desk
    city = typed(view, "targets.city_average", "12")
    assert (city.changed.text(), view.state.text().endswith("已改 1 项，还没有存。")) == (
        "已改，未存",
        True,
    )
    save(view, qtbot, document=PAPER)
    pack = policy_pack.pack(desk)
    assert pack.value("targets.city_average") == 12
    assert first_page.today(desk).city.target == 12
    assert view.version.state == "现行"
    city = row(view, "targets.city_average")
    assert (city.source.text(), city.changed.text()) == (f"依据：{PAPER}", "与自带的不同")
    assert not view.pending and settings.draft(desk, "policy_pack") is None


def test_a_choice_is_made_with_the_keyboard(view: PolicyView, qtbot: Any) -> None:
    field = row(view, "filing.authority").field
    assert [field.itemText(at) for at in range(field.count())] == ["乡镇（街道）", "县（市、区）"]
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    save(view, qtbot)
    assert policy_pack.pack(view._page.desk).value("filing.authority") == "county"


def test_what_is_wrong_stands_beneath_its_field_and_nothing_is_saved(
    view: PolicyView, qtbot: Any
) -> None:
    typed(view, "targets.city_average", "十")
    row(view, "filing.office")
    save(view, qtbot)
    city = view.rows["targets.city_average"]
    qtbot.waitUntil(city.problem.isVisible)
    assert city.problem.text() == "应当是整数，请改正。"
    assert len(policy_pack.versions(view._page.desk)) == 1
    assert view.pending == {"targets.city_average": "十"}
    typed(view, "targets.city_average", "9")
    assert not city.problem.isVisible()
    save(view, qtbot, day="明年")
    assert "valid_from" in view._band.fields and view._band.problem.isVisible()
    assert len(policy_pack.versions(view._page.desk)) == 1


def test_a_version_of_a_day_to_come_is_shown_as_such(view: PolicyView, qtbot: Any) -> None:
    desk = view._page.desk
    later = desk.clock.today() + timedelta(days=30)
    typed(view, "targets.city_average", "12")
    save(view, qtbot, day=later.isoformat())
    assert view.version.state == "将施行"
    assert policy_pack.pack(desk).value("targets.city_average") == 10
    typed(view, "targets.rural_average", "6")
    view.save.click()
    assert view._band.fields["valid_from"].value() == later.isoformat()


def test_the_order_of_words_changes_by_keys(view: PolicyView, qtbot: Any) -> None:
    words = row(view, "categories.scheme").field
    words.list.setCurrentRow(0)
    qtbot.keyClick(words.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert words.value()[:2] == ["公益慈善类", "生活服务类"]
    words.up.click()
    assert words.value() == default_pack().value("categories.scheme")
    assert not view.pending
    qtbot.keyClick(words.list, Qt.Key.Key_Insert)
    field = words.list.findChild(QLineEdit)
    field.setText("助老服务类")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: words.value()[1] == "助老服务类")
    save(view, qtbot)
    assert policy_pack.words(view._page.desk, "category")[1] == "助老服务类"
    words = row(view, "categories.scheme").field
    words.list.setCurrentRow(1)
    qtbot.keyClick(words.list, Qt.Key.Key_Delete)
    assert words.value() == default_pack().value("categories.scheme")


def test_words_on_offer_are_ticked(view: PolicyView, qtbot: Any) -> None:
    words = row(view, "filing.states_counted").field
    words.list.setFocus()
    words.list.setCurrentRow(2)
    qtbot.keyClick(words.list, Qt.Key.Key_Space)
    assert words.value() == ["已备案", "已登记", "未备案"]
    qtbot.keyClick(words.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    save(view, qtbot)
    desk = view._page.desk
    assert policy_pack.pack(desk).value("filing.states_counted") == ["已备案", "未备案", "已登记"]


def tree_field(tree: Any, kind: type) -> Any:
    return tree.viewport().findChild(kind)


def test_a_structure_is_edited_in_its_tree(view: PolicyView, qtbot: Any) -> None:
    found = row(view, "categories.mapping")
    qtbot.waitUntil(found.open.isVisible)
    found.open.click()
    tree, root = found.field.tree, found.field.root
    qtbot.waitUntil(tree.hasFocus)
    tree.setCurrentItem(root.child(5))
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    field = tree_field(tree, QPlainTextEdit)
    field.setPlainText("其它\n龙灯")
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: "categories.mapping" in view.pending)
    assert found.value()["其他"] == ["其它", "龙灯"]
    save(view, qtbot)
    assert policy_pack.pack(view._page.desk).value("categories.mapping")["其他"] == ["其它", "龙灯"]


def test_ctrl_enter_takes_several_lines_and_esc_leaves_them(view: PolicyView, qtbot: Any) -> None:
    found = row(view, "calendar.2026")
    found.unfold()
    tree, root = found.field.tree, found.field.root
    for key, modifier, kept in (
        (
            Qt.Key.Key_Escape,
            Qt.KeyboardModifier.NoModifier,
            default_pack().value("calendar.2026")["班"],
        ),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier, ["2026-01-04"]),
    ):
        tree.setCurrentItem(root.child(1))
        qtbot.keyClick(tree, Qt.Key.Key_Return)
        field = tree_field(tree, QPlainTextEdit)
        field.setPlainText("2026-01-04")
        qtbot.keyClick(field, key, modifier)
        qtbot.waitUntil(lambda: tree_field(tree, QPlainTextEdit) is None)
        assert found.value()["班"] == kept


def test_clauses_are_moved_added_and_dropped(view: PolicyView, qtbot: Any) -> None:
    found = row(view, "charters.templates")
    found.unfold()
    tree, template = found.field.tree, found.field.root.child(0)
    clauses = next(one for one in template.parts() if one.key == "clauses")
    assert clauses.child(2).text(NAME) == "3. 宗旨"
    tree.setCurrentItem(clauses.child(2))
    qtbot.keyClick(tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [clauses.child(at).text(NAME) for at in (1, 2)] == ["2. 宗旨", "3. 性质"]
    found.field.add.click()
    added = found.field.current
    assert added.text(NAME) == "3. 宗旨"
    title = next(one for one in added.parts() if one.key == "title")
    found.field.typed(title, VALUE, "奖励")
    ident = next(one for one in added.parts() if one.key == "id")
    found.field.typed(ident, VALUE, "reward")
    assert added.text(NAME) == "3. 奖励"
    save(view, qtbot)
    kept = policy_pack.pack(view._page.desk).value("charters.templates")[0]["clauses"]
    assert [one["id"] for one in kept[:4]] == ["name", "purpose", "reward", "nature"]
    found = row(view, "charters.templates")
    found.unfold()
    tree, template = found.field.tree, found.field.root.child(0)
    clauses = next(one for one in template.parts() if one.key == "clauses")
    tree.setCurrentItem(clauses.child(2))
    qtbot.keyClick(tree, Qt.Key.Key_Delete)
    assert [one["id"] for one in clauses.value()[:3]] == ["name", "purpose", "nature"]


def test_parts_that_may_be_missing_are_offered_and_needed_ones_stay(view: PolicyView) -> None:
    found = row(view, "layouts.F01")
    found.unfold()
    field = found.field
    field.tree.setCurrentItem(field.root.child(0))
    assert (field.root.child(0).key, field.drop.isEnabled()) == ("code", False)
    assert "all_copies" in field.root.missing()
    field.add_named(field.root, "all_copies")
    assert field.current.text(NAME) == "每份都打印"
    assert found.value()["all_copies"] is True
    field.drop.click()
    assert not found.differs


def test_boxes_of_a_form_change_their_order(view: PolicyView, qtbot: Any) -> None:
    """The order of the seals is the order of the rows of the form: data, moved in the window."""
    found = row(view, "layouts.F01")
    found.unfold()
    grid = max(found.field.root.child(found.field.root.childCount() - 1).parts(), key=_rows)
    rows = next(one for one in grid.parts() if one.key == "rows")
    before = rows.value()
    found.field.tree.setCurrentItem(rows.child(rows.childCount() - 1))
    qtbot.keyClick(found.field.tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    after = rows.value()
    assert after[-2:] == [before[-1], before[-2]]
    save(view, qtbot)
    assert policy_pack.pack(view._page.desk).layout("F01") == found_layout(before, after)


def _rows(block: Any) -> int:
    return sum(one.childCount() for one in block.parts() if one.key == "rows")


def found_layout(before: Any, after: Any) -> Any:
    layout = json.loads(json.dumps(default_pack().layout("F01")))
    block = next(one for one in layout["blocks"] if one.get("rows") == before)
    block["rows"] = after
    return layout


def test_a_value_goes_back_to_the_shipped_one(view: PolicyView, qtbot: Any) -> None:
    city = typed(view, "targets.city_average", "12")
    assert city.put_back.isVisibleTo(city)
    save(view, qtbot, document=PAPER)
    row(view, "targets.city_average").put_back.click()
    save(view, qtbot)
    pack = policy_pack.pack(view._page.desk)
    assert pack.entry("targets.city_average") == default_pack().entry("targets.city_average")


def test_a_proposal_is_checked_against_a_document(view: PolicyView, qtbot: Any) -> None:
    office = row(view, "filing.office")
    office.confirm.click()
    assert office.changed.text() == "待核定"
    save(view, qtbot, document=PAPER)
    office = row(view, "filing.office")
    assert (office.reference.text(), office.source.text()) == ("", f"依据：{PAPER}")


def test_changes_are_left_and_taken_back(view: PolicyView, window: MainWindow, qtbot: Any) -> None:
    typed(view, "targets.city_average", "12")
    view.leave.click()
    assert row(view, "targets.city_average").value() == 10
    window.note_line.step.click()
    at_rest(qtbot, window.works)
    assert row(view, "targets.city_average").value() == 12


def test_what_was_typed_is_there_after_the_window_was_closed(
    view: PolicyView, window: MainWindow, say: Told, works: Works, qtbot: Any
) -> None:
    typed(view, "targets.city_average", "12")
    page: Any = window.page("设置")
    page.settle()
    at_rest(qtbot, works)
    again: Any = opened(window.desk, works, say, qtbot).page("设置")
    assert again.policy.pending == {"targets.city_average": 12}
    assert row(again.policy, "targets.city_average").field.text() == "12"


def test_an_older_version_is_only_looked_at(view: PolicyView, qtbot: Any) -> None:
    typed(view, "targets.city_average", "12")
    save(view, qtbot)
    states = [view.which.itemText(at).rpartition("　")[2] for at in range(view.which.count())]
    assert states == ["已被代替", "现行"]
    view.which.setCurrentIndex(0)
    view.which.activated.emit(0)
    at_rest(qtbot, view._page.works)
    city = row(view, "targets.city_average")
    assert (city.field, city.text.text()) == (None, "10")
    assert "只能看" in view.state.text() and not view.save.isEnabled()
    mapping = row(view, "categories.mapping")
    mapping.open.click()
    qtbot.keyClick(mapping.field.tree, Qt.Key.Key_Delete)
    assert not mapping.differs


def test_a_version_is_taken_back_from_the_note(
    view: PolicyView, window: MainWindow, qtbot: Any
) -> None:
    typed(view, "targets.city_average", "12")
    save(view, qtbot)
    assert window.note_line.step.text() == "收回这一版"
    window.note_line.step.click()
    at_rest(qtbot, window.works)
    assert policy_pack.pack(window.desk) == default_pack()
    assert row(view, "targets.city_average").value() == 10


def test_a_pack_file_is_taken_in(view: PolicyView, say: Told, tmp_path: Path, qtbot: Any) -> None:
    folder = Path(shutil.copytree(RESOURCES / "policy" / "default", tmp_path / "pack"))
    head = json.loads((folder / "pack.json").read_text("utf-8"))
    head.update(id="jiaozuo", title="焦作市政策包", valid_from="2026-01-01")
    (folder / "pack.json").write_text(json.dumps(head), "utf-8")
    say.file = folder
    act(view, "启用政策包文件…")
    at_rest(qtbot, view._page.works)
    assert "《焦作市政策包》" in view._band.head.text()
    view._band.go.click()
    at_rest(qtbot, view._page.works)
    assert policy_pack.pack(view._page.desk).head["title"] == "焦作市政策包"
    assert "焦作市政策包" in view.state.text()


def act(view: PolicyView, words: str) -> None:
    next(one for one in view.more.menu().actions() if one.text() == words).trigger()


def test_holidays_are_imported(view: PolicyView, say: Told, tmp_path: Path, qtbot: Any) -> None:
    say.file = tmp_path / "2027.csv"
    say.file.write_text("日期,类型\n2027-01-01,休\n", "utf-8")
    act(view, "导入放假安排…")
    at_rest(qtbot, view._page.works)
    assert [one.year for one in working_days.years_of(view._page.desk)] == [2024, 2025, 2026, 2027]
    say.file.write_text("日期,类型\n2027-01-01,假\n", "utf-8")
    act(view, "导入放假安排…")
    at_rest(qtbot, view._page.works)
    assert "休（放假）或 班" in say.troubles[0]
