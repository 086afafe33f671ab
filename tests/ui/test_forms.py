"""A form made from fields checks while it is typed into, and keeps what was not saved."""

from __future__ import annotations

from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from cso_desk.errors import Problem, Problems
from cso_desk.usecases import register, settings, units
from cso_desk.usecases.done import Done
from ui.forms import Form, Section
from ui.forms.editor import Editor, Loaded, Plan
from ui.pages.organization_words import LEFT_OUT, MEMBER, SECTIONS
from ui.window import MainWindow

from .conftest import at_rest


@pytest.fixture
def form(desk: Any, qtbot: Any) -> Form:
    fields = register.form_fields(desk, "organization")
    places = [(unit.id, unit.name) for unit in units.communities(desk)]
    made = Form(
        fields,
        SECTIONS,
        lambda key, text: register.check_value(desk, "organization", key, text),
        units=places,
    )
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def test_every_field_of_an_organization_and_a_member_is_in_a_section(desk: Any) -> None:
    for table, sections in (("organization", SECTIONS), ("member", MEMBER)):
        placed = [key for section in sections for key in section.keys]
        wanted = {field.key for field in register.form_fields(desk, table)} - LEFT_OUT
        assert set(placed) == wanted and len(placed) == len(wanted)


def test_every_field_is_named_after_its_label(form: Form) -> None:
    named = {key: cell.input.accessibleName() for key, cell in form.cells.items()}
    assert named == {key: cell.field.label for key, cell in form.cells.items()}
    assert named["leader_id"] == "负责人身份证号"


def test_a_wrong_number_is_told_beneath_the_field_while_typing(form: Form, qtbot: Any) -> None:
    cell = form.cells["leader_id"]
    cell.input.setFocus()
    qtbot.keyClicks(cell.input, "41999919680101123")
    qtbot.waitUntil(lambda: "少 1 位" in cell.beneath.text())
    assert cell.beneath.isVisible() and cell.input.property("faulty")
    qtbot.keyClicks(cell.input, "X")
    qtbot.waitUntil(lambda: "少 1 位" not in cell.beneath.text())


def test_length_counts_characters_not_utf16_units(form: Form) -> None:
    cell = form.cells["leader"]
    cell.input.put("王𬭼" * 15)
    assert cell.input.value() == "王𬭼" * 15
    assert form.first_fault() is None
    cell.input.put("王𬭼" * 15 + "王")
    assert form.first_fault() == "leader"


def test_an_input_method_commits_chinese(form: Form) -> None:
    cell = form.cells["name"]
    event = QInputMethodEvent("", [])
    event.setCommitString("夕阳红𬭼舞蹈队")
    QApplication.sendEvent(cell.input, event)
    assert form.changed() == {"name": "夕阳红𬭼舞蹈队"}


def test_enter_goes_on_to_the_next_field(form: Form, qtbot: Any) -> None:
    form.go_to("name")
    qtbot.keyClick(form.cells["name"].input, Qt.Key.Key_Return)
    assert form.cells["community"].input.isAncestorOf(QApplication.focusWidget()) or (
        QApplication.focusWidget() is form.cells["community"].input
    )


def test_only_what_was_changed_is_given(form: Form, desk: Any) -> None:
    form.put({"name": "甲队", "phone": "13800000001", "hub": "是"})
    assert form.changed() == {}
    form.cells["phone"].input.setText("13800000002")
    assert form.changed() == {"phone": "13800000002"}


def test_a_community_is_chosen_by_its_name_and_given_by_its_id(form: Form, desk: Any) -> None:
    place = units.communities(desk)[2]
    form.put({"community": place.name})
    assert form.cells["community"].input.value() == place.id
    assert form.changed() == {}


def test_a_word_that_is_no_longer_on_offer_is_not_lost(form: Form) -> None:
    form.put({"category": "早年的类别"})
    assert form.values()["category"] == "早年的类别"
    assert form.changed() == {}


def test_the_wheel_never_changes_a_choice(form: Form) -> None:
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    box = form.cells["nature"].input
    box.setFocus()
    none = Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        none,
        phase,
        False,
    )
    QApplication.sendEvent(box, event)
    assert box.value() == ""


def test_problems_stand_beneath_their_fields_and_the_first_gets_the_cursor(form: Form) -> None:
    loose = form.show_problems(
        [Problem("", "phone", "x", "手机号少 1 位。"), Problem("", "", "y", "两处写法不一致。")]
    )
    assert form.cells["phone"].beneath.text() == "手机号少 1 位。"
    assert form.cells["phone"].input.hasFocus()
    assert loose == ["两处写法不一致。"]


def test_tabs_follow_the_reading_order(form: Form) -> None:
    form.go_to("name")
    order = []
    for _ in range(4):
        widget = QApplication.focusWidget()
        order.append(
            next(
                key
                for key, c in form.cells.items()
                if c.input is widget or c.input.isAncestorOf(widget)
            )
        )
        form.focusNextChild()
    assert order == ["name", "community", "area", "nature"]


def test_twenty_thousand_texts_do_no_harm(qtbot: Any) -> None:
    edit = QLineEdit()
    qtbot.addWidget(edit)
    for number in range(20_000):
        edit.setText(str(number))
    assert edit.text() == "19999"


class Desk_(QWidget):
    def __init__(self, desk: Any, works: Any) -> None:
        super().__init__()
        self.desk, self.works = desk, works


def _plan(desk: Any, saved: list[Any], faults: list[Problem] | None = None) -> Plan:
    def save(values: dict[str, str]) -> Done[Any]:
        if faults:
            raise Problems(faults)
        return Done(values)

    return Plan(
        title="新增成员",
        verb="保存成员",
        sections=MEMBER,
        load=lambda: Loaded(register.form_fields(desk, "member"), {}),
        check=lambda key, text: register.check_value(desk, "member", key, text),
        save=save,
        saved=saved.append,
        key="member.test.new",
    )


@pytest.fixture
def editor(desk: Any, works: Any, qtbot: Any) -> Editor:
    page = Desk_(desk, works)
    qtbot.addWidget(page)
    made = Editor(page)
    qtbot.addWidget(made)
    made.keep = page  # type: ignore[attr-defined]
    made.resize(900, 600)
    made.show()
    return made


def _open(editor: Editor, plan: Plan, qtbot: Any) -> Form:
    with qtbot.waitSignal(editor.ready):
        editor.open(plan)
    assert editor.form is not None
    return editor.form


def test_ctrl_s_saves_what_was_typed(editor: Editor, desk: Any, qtbot: Any, works: Any) -> None:
    saved: list[Any] = []
    form = _open(editor, _plan(desk, saved), qtbot)
    form.cells["name"].input.setText("李练习")
    qtbot.keyClick(form.cells["name"].input, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    at_rest(qtbot, works)
    assert saved == [{"name": "李练习"}]


def test_a_wrong_field_is_not_saved(editor: Editor, desk: Any, qtbot: Any, works: Any) -> None:
    saved: list[Any] = []
    form = _open(editor, _plan(desk, saved), qtbot)
    form.cells["name"].input.setText("李练习")
    form.cells["phone"].input.setText("13800000")
    editor.save_button.click()
    at_rest(qtbot, works)
    assert saved == [] and form.cells["phone"].input.hasFocus()


def test_what_a_use_case_refuses_stands_beneath_its_field(
    editor: Editor, desk: Any, qtbot: Any, works: Any
) -> None:
    form = _open(editor, _plan(desk, [], [Problem("", "name", "x", "已有同名的人。")]), qtbot)
    form.cells["name"].input.setText("李练习")
    editor.save_button.click()
    at_rest(qtbot, works)
    assert form.cells["name"].beneath.text() == "已有同名的人。"
    assert editor.save_button.isEnabled()


def test_esc_leaves_and_keeps_a_draft_that_is_offered_again(
    editor: Editor, desk: Any, qtbot: Any, works: Any
) -> None:
    form = _open(editor, _plan(desk, []), qtbot)
    form.cells["name"].input.setText("李草稿")
    with qtbot.waitSignal(editor.left):
        qtbot.keyClick(form.cells["name"].input, Qt.Key.Key_Escape)
    at_rest(qtbot, works)
    assert settings.draft(desk, "member.test.new") == {"name": "李草稿"}
    form = _open(editor, _plan(desk, []), qtbot)
    assert editor.draft_band.isVisible() and form.values()["name"] == ""
    editor._take_draft()
    assert form.values()["name"] == "李草稿"


def test_a_draft_goes_with_the_save(editor: Editor, desk: Any, qtbot: Any, works: Any) -> None:
    saved: list[Any] = []
    form = _open(editor, _plan(desk, saved), qtbot)
    form.cells["name"].input.setText("李草稿")
    editor.drafts.keep_now()
    at_rest(qtbot, works)
    assert settings.draft(desk, "member.test.new")
    editor.save()
    at_rest(qtbot, works)
    assert saved and settings.draft(desk, "member.test.new") is None


def test_drafts_are_kept_every_twenty_seconds(
    editor: Editor, desk: Any, qtbot: Any, works: Any
) -> None:
    form = _open(editor, _plan(desk, []), qtbot)
    assert editor.drafts._clock.interval() == 20_000 and editor.drafts._clock.isActive()
    form.cells["name"].input.setText("李自动")
    editor.drafts._clock.timeout.emit()
    at_rest(qtbot, works)
    assert settings.draft(desk, "member.test.new") == {"name": "李自动"}


def test_a_form_with_one_column_lays_out_too(desk: Any, qtbot: Any) -> None:
    fields = register.form_fields(desk, "decision")
    made = Form(
        fields, [Section("", ("number", "date", "authority"))], lambda key, text: None, columns=1
    )
    qtbot.addWidget(made)
    made.put({"number": "〔2020〕3号"})
    assert list(made.cells) == ["number", "date", "authority"]
    assert made.values()["number"] == "〔2020〕3号"


def test_a_draft_clock_that_rings_after_its_window_does_no_harm(
    window: MainWindow, qtbot: Any
) -> None:
    page: Any = window.page("组织")
    page.edit("")
    with qtbot.waitSignal(page.editor.ready):
        pass
    drafts, form = page.editor.drafts, page.editor.form
    form.cells["name"].input.setText("没有存完的队")
    shiboken6.delete(form)
    drafts.keep_now()
    at_rest(qtbot, window.works)
    assert drafts.kept("organization.new") is None
