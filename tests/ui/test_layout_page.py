"""表样: a form changed with clicks and keys while the page is drawn; nothing lost, saved from a day, put back."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from cso_desk.policy import default_pack
from cso_desk.usecases import opening, own_layouts, policy_pack, print_forms
from ui.machine import Machine
from ui.pages.layout_page import LayoutPage
from ui.pages.options import OptionsPage
from ui.pages.page import ForOrganizations
from ui.pages.printing import PrintingPage
from ui.window import MainWindow
from ui.work import Works

from .conftest import SECRET, USER, Told, at_rest


@pytest.fixture
def page(window: MainWindow, qtbot: Any) -> LayoutPage:
    return opened(window, qtbot)


def opened(window: MainWindow, qtbot: Any, code: str = "F01") -> LayoutPage:
    window.go("表样", (code, "打印"))
    rest(window, qtbot)
    found = window.page("表样")
    assert isinstance(found, LayoutPage)
    return found


def rest(window: Any, qtbot: Any) -> None:
    """Wait for the timer of the picture, and until nothing runs."""
    at_rest(qtbot, window.works)
    qtbot.wait(350)
    at_rest(qtbot, window.works)


def pick(page: LayoutPage, qtbot: Any, name: str) -> None:
    """Click the part whose line holds these words."""
    row = next(n for n in range(page.parts.count()) if name in page.parts.item(n).text())
    item = page.parts.item(row)
    page.parts.scrollToItem(item)
    spot = page.parts.visualItemRect(item).center()
    qtbot.mouseClick(page.parts.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert page.parts.currentRow() == row


def lines(page: LayoutPage) -> list[str]:
    return [page.parts.item(n).text() for n in range(page.parts.count())]


def field(page: LayoutPage, kind: str, name: str = "") -> Any:
    """Return the field for one kind of change, and with this accessible name where there are several."""
    found = [
        made
        for (one, _), made in page.fields.fields.items()
        if one == kind and (not name or name in made.accessibleName())
    ]
    assert found, (kind, name, list(page.fields.fields))
    return found[0]


def type_text(made: Any, text: str) -> None:
    made.put(text)
    made.edited.emit()


def height(page: LayoutPage, text: str) -> None:
    made = field(page, "height")
    made.line.setText(text)
    made.line.edited.emit()


def text_of(content: bytes, folder: Path) -> str:
    file = folder / "seen.pdf"
    file.write_bytes(content)
    run = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    return run.stdout.decode("utf-8")


def shown(page: LayoutPage, folder: Path) -> str:
    """Return the text of the page that is drawn now."""
    buffer = page.sight.preview._buffer
    assert buffer is not None
    return text_of(bytes(buffer.data().data()), folder)


def save(page: LayoutPage, qtbot: Any, day: str = "") -> None:
    assert page.save.isEnabled()
    page.save.click()
    if day:
        page.band.fields["valid_from"].put(day)
    page.band.go.click()
    rest(page, qtbot)


def test_it_is_opened_from_the_printing_page_and_goes_back(window: MainWindow, qtbot: Any) -> None:
    window.go("打印", ForOrganizations(()))
    rest(window, qtbot)
    printing = window.page("打印")
    assert isinstance(printing, PrintingPage)
    printing.form.put("F04 社区社会组织成员花名册")
    link = next(one for one in printing.findChildren(QWidget) if _words(one) == "改表样")
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    rest(window, qtbot)
    page = window.page("表样")
    assert isinstance(page, LayoutPage)
    assert (window.open_word, page.code) == ("表样", "F04")
    page.leave.click()
    assert window.open_word == "打印"


def _words(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return str(text()) if callable(text) else ""


def test_it_is_opened_from_the_policy_pack(window: MainWindow, qtbot: Any) -> None:
    window.go("设置")
    options = window.page("设置")
    assert isinstance(options, OptionsPage)
    options.tabs.setCurrentWidget(options.policy)
    at_rest(qtbot, window.works)
    view = options.policy
    view.subjects.setCurrentRow([one.subject for one in view._groups].index("layouts"))
    view.finish()
    link = next(
        one
        for one in view.rows["layouts.F06"].findChildren(QWidget)
        if one.accessibleName().startswith("看着页面改")
    )
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    rest(window, qtbot)
    page = window.page("表样")
    assert isinstance(page, LayoutPage)
    assert page.code == "F06"
    page.leave.click()
    assert window.open_word == "设置"


def test_every_field_of_every_part_has_a_name_and_looking_changes_nothing(
    page: LayoutPage, qtbot: Any
) -> None:
    for code in ("F01", "F04", "F06", "F09a", "P03"):
        page.form.put(code)
        page.form.edited.emit()
        rest(page, qtbot)
        assert page.code == code
        for row in range(page.parts.count()):
            page.parts.setCurrentRow(row)
            for made in page.fields.fields.values():
                assert (made.focusProxy() or made).accessibleName()
        assert page.editing is not None
        assert not page.editing.changed
        assert not page.sight.remarks


def test_a_label_is_typed_and_the_page_follows(
    page: LayoutPage, qtbot: Any, tmp_path: Path
) -> None:
    assert "自带" in page.count.text()
    pick(page, qtbot, "组织名称")
    type_text(field(page, "text", "栏目名"), "队伍名称")
    assert "队伍名称" in page.parts.currentItem().text()
    rest(page, qtbot)
    assert "队伍名称" in shown(page, tmp_path)
    assert page.count.text() == "未保存"
    page.sight.record.setCurrentIndex(1)
    page.sight.record.edited.emit()
    rest(page, qtbot)
    assert "幸福社区" not in shown(page, tmp_path)


def test_rows_move_with_buttons_and_with_the_keyboard(page: LayoutPage, qtbot: Any) -> None:
    before = lines(page)
    pick(page, qtbot, "业务范围")
    at = page.parts.currentRow()
    qtbot.mouseClick(page.fields.verbs["上移"], Qt.MouseButton.LeftButton)
    assert lines(page)[at - 1 : at + 1] == [before[at], before[at - 1]]
    assert page.parts.currentRow() == at - 1, "the moved row stays chosen"
    page.parts.setFocus()
    qtbot.keyClick(page.parts, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert lines(page) == before
    assert page.editing is not None
    assert not page.editing.changed
    page.back.click()
    page.back.click()
    assert lines(page) == before
    assert not page.back.isEnabled()


def test_a_row_is_left_out_with_the_space_key_and_its_field_is_not_lost_silently(
    page: LayoutPage, qtbot: Any, tmp_path: Path
) -> None:
    pick(page, qtbot, "成员总数")
    page.parts.setFocus()
    qtbot.keyClick(page.parts, Qt.Key.Key_Space)
    assert page.parts.currentItem().text().endswith("（不印）")
    rest(page, qtbot)
    assert "“成员总数”是备案要填的" in page.sight.said.text()
    assert page.sight.said.isVisible()
    assert "单位会员数" not in shown(page, tmp_path)
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    rest(page, qtbot)
    assert not page.sight.said.isVisible()
    assert "单位会员数" in shown(page, tmp_path)


def test_missing_room_stands_under_the_height(page: LayoutPage, qtbot: Any) -> None:
    pick(page, qtbot, "党组织意见")
    height(page, "10")
    rest(page, qtbot)
    place = page.parts.place
    told = page.fields._problems["height", place]
    assert told.isVisible()
    assert "还差" in told.text()
    assert page.parts.currentItem().text().startswith("⚠")
    page.save.click()
    page.band.go.click()
    rest(page, qtbot)
    assert page.band.problem.isVisible()
    assert not [one for one in own_layouts.forms(page.desk) if one.own]
    height(page, "一")
    assert "毫米数" in told.text()
    height(page, "43.5")
    rest(page, qtbot)
    assert not told.isVisible()
    made = field(page, "height")
    qtbot.keyClick(made.line, Qt.Key.Key_Up)
    assert made.value() == 44
    qtbot.mouseClick(made.less, Qt.MouseButton.LeftButton)
    assert made.value() == 43.5


def test_a_row_and_a_note_are_added_and_taken_out(
    page: LayoutPage, qtbot: Any, tmp_path: Path
) -> None:
    pick(page, qtbot, "成员总数")
    qtbot.mouseClick(page.fields.verbs["加一行…"], Qt.MouseButton.LeftButton)
    page.band.go.click()
    assert "栏目名" in page.band.problem.text()
    page.band.fields["label"].put("微信群名称")
    page.band.go.click()
    assert "微信群名称" in page.parts.currentItem().text()
    rest(page, qtbot)
    assert "微信群名称" in shown(page, tmp_path)
    qtbot.mouseClick(page.fields.verbs["删去"], Qt.MouseButton.LeftButton)
    assert not [one for one in lines(page) if "微信群" in one]
    page.parts.setCurrentRow(0)
    qtbot.mouseClick(page.fields.verbs["加一条注…"], Qt.MouseButton.LeftButton)
    page.band.fields["note"].put("注：请用正楷填写。")
    page.band.go.click()
    rest(page, qtbot)
    assert "请用正楷填写" in shown(page, tmp_path)


def test_enter_goes_into_the_fields_and_on(page: LayoutPage, qtbot: Any) -> None:
    pick(page, qtbot, "组织性质")
    rest(page, qtbot)
    qtbot.keyClick(page.parts, Qt.Key.Key_Return)
    assert page.fields.isAncestorOf(page.focusWidget() or page)
    first, second = (made for (kind, _), made in page.fields.fields.items() if kind == "text")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert page.focusWidget() is second


def test_what_may_be_lost_is_said_again_before_saving(page: LayoutPage, qtbot: Any) -> None:
    pick(page, qtbot, "成员总数")
    page.parts.setFocus()
    qtbot.keyClick(page.parts, Qt.Key.Key_Space)
    rest(page, qtbot)
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "留意：“成员总数”" in page.band.head.text()


def test_what_is_not_saved_survives_the_window(
    page: LayoutPage, window: MainWindow, desk: opening.Desk, works: Works, say: Told, qtbot: Any
) -> None:
    pick(page, qtbot, "组织名称")
    type_text(field(page, "text", "栏目名"), "队伍名称")
    page.settle()
    at_rest(qtbot, works)
    again = MainWindow(desk, works, say, Machine(desk.folder))
    qtbot.addWidget(again)
    again.resize(1366, 768)
    again.show()
    other = opened(again, qtbot)
    assert [one for one in lines(other) if "队伍名称" in one]
    other.back.click()
    assert not [one for one in lines(other) if "队伍名称" in one]
    assert not other.save.isEnabled()


def test_forms_are_handed_on_and_read_in(
    page: LayoutPage, say: Told, qtbot: Any, tmp_path: Path
) -> None:
    say.file = tmp_path / "申请表.json"
    page.files.pick_out()
    rest(page, qtbot)
    raw = json.loads(say.file.read_text("utf-8"))
    assert raw == default_pack().layout("F01")
    raw["title"] = raw["blocks"][0]["text"] = "群众活动团队备案表"
    say.file.write_text(json.dumps(raw), "utf-8")
    page.files.pick_in()
    rest(page, qtbot)
    assert "群众活动团队备案表" in shown(page, tmp_path)
    assert page.save.isEnabled()
    say.file.write_text("[]", "utf-8")
    page.files.pick_in()
    rest(page, qtbot)
    assert "不是表样文件" in say.troubles[-1]


def test_a_chosen_organization_is_drawn(page: LayoutPage, qtbot: Any, tmp_path: Path) -> None:
    with page.desk.read() as session:
        from cso_desk import store
        from cso_desk.records import Organization

        name = store.listed(session, Organization)[0].name
    page.sight.find.setText(name)
    qtbot.keyClick(page.sight.find, Qt.Key.Key_Return)
    rest(page, qtbot)
    assert page.sight.record.currentText() == name
    assert name in "".join(shown(page, tmp_path).split())


def test_two_layouts_of_one_form_are_made_in_the_window_only(
    page: LayoutPage, window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    """Two versions of the pack, both made with clicks, print the same organization in two ways; the shipped one stays."""
    desk = page.desk
    before = json.dumps(default_pack().layout("F01"))
    with desk.read() as session:
        from cso_desk import store
        from cso_desk.records import Organization

        organization = store.listed(session, Organization)[0].id
    shipped = _printed(desk, organization, tmp_path / "shipped.pdf")

    page.parts.setCurrentRow(0)
    type_text(field(page, "text", "表的名称"), "木城街道群众活动团队备案表")
    pick(page, qtbot, "成员总数")
    page.parts.setFocus()
    qtbot.keyClick(page.parts, Qt.Key.Key_Space)
    pick(page, qtbot, "党组织意见")
    right = next(one for name, one in page.fields.verbs.items() if name.startswith("右移"))
    qtbot.mouseClick(right, Qt.MouseButton.LeftButton)
    save(page, qtbot)
    first = policy_pack.pack(desk).version
    one = _printed(desk, organization, tmp_path / "one.pdf")
    assert page.count.text() == "本单位的表样"

    pick(page, qtbot, "业务范围")
    height(page, "20")
    pick(page, qtbot, "乡镇（街道）审查意见")
    feet = field(page, "feet")
    type_text(feet, feet.value().replace("（盖章）", "社会事务办（盖章）"))
    page.parts.setCurrentRow(0)
    type_text(field(page, "keepers"), "组织、街道")
    type_text(field(page, "text", "表的名称"), "备案表（两份）")
    pick(page, qtbot, "注：")
    note = field(page, "text")
    type_text(note, note.value().replace("一式三份", "一式两份"))
    save(page, qtbot)
    second = policy_pack.pack(desk).version
    two = _printed(desk, organization, tmp_path / "two.pdf")

    assert first != second
    assert "社区社会组织备案申请表" in shipped
    assert "单位会员数" in shipped
    assert "木城街道群众活动团队备案表" in one
    assert "单位会员数" not in one
    assert "备案表（两份）" in two
    assert "社会事务办（盖章）" in two
    assert "社会事务办" not in one + shipped
    raws = [policy_pack.pack_of(desk, version).layout("F01") for version in (first, second)]
    assert raws[0] != raws[1]
    assert raws[1]["keepers"] == ["组织", "街道"]
    labels = [cell.get("text") for cell in raws[0]["blocks"][2]["rows"][17]["cells"]]
    assert labels[0] == "居（村）民委员会初审意见"
    assert json.dumps(default_pack().layout("F01")) == before

    page.restore.click()
    rest(page, qtbot)
    save(page, qtbot)
    assert policy_pack.pack(desk).layouts == default_pack().layouts
    assert not page.restore.isEnabled()
    assert _printed(desk, organization, tmp_path / "back.pdf") == shipped


def _printed(desk: opening.Desk, organization: str, out: Path) -> str:
    print_forms.print_forms(desk, "F01", [organization], out)
    text = text_of(out.read_bytes(), out.parent)
    return " ".join(re.sub(r"[A-Z0-9]{4}-[A-Z0-9]{4}", "", text).split())  # a code for each print


def test_a_form_made_on_one_desk_is_taken_over_on_another(
    page: LayoutPage, works: Works, say: Told, _empty_desk: Path, qtbot: Any, tmp_path: Path
) -> None:
    page.parts.setCurrentRow(0)
    type_text(field(page, "text", "表的名称"), "群众活动团队备案表")
    save(page, qtbot)
    say.file = tmp_path / "申请表.json"
    page.files.pick_out()
    rest(page, qtbot)
    folder = Path(shutil.copytree(_empty_desk, tmp_path / "other"))
    with opening.open_desk(folder, USER, SECRET) as other:
        window = MainWindow(other, works, say, Machine(folder))
        window.resize(1366, 768)
        window.show()
        theirs = opened(window, qtbot)
        print_forms.print_blank(other, "F01", tmp_path / "before.pdf")
        theirs.files.pick_in()
        rest(theirs, qtbot)
        save(theirs, qtbot)
        print_forms.print_blank(other, "F01", tmp_path / "after.pdf")
        raw = policy_pack.pack(other).layout("F01")
        window.close()
    assert raw == policy_pack.pack(page.desk).layout("F01")
    assert "社区社会组织备案申请表" in text_of((tmp_path / "before.pdf").read_bytes(), tmp_path)
    assert "群众活动团队备案表" in text_of((tmp_path / "after.pdf").read_bytes(), tmp_path)


def test_a_version_just_saved_is_taken_back(
    page: LayoutPage, window: MainWindow, qtbot: Any
) -> None:
    pick(page, qtbot, "组织名称")
    type_text(field(page, "text", "栏目名"), "队伍名称")
    save(page, qtbot, "2099-01-01")
    assert not [one for one in own_layouts.forms(page.desk) if not one.own and one.code == "F01"]
    window.note_line.step.click()
    rest(page, qtbot)
    assert not [one for one in own_layouts.forms(page.desk) if one.own]
    assert page.count.text() == "自带的表样"
