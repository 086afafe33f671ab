"""纸质材料 by real clicks and keys: sixty papers out and back, a scanner in the search, each copy with its keeper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QShortcut
from PySide6.QtWidgets import QPushButton

from cso_desk.usecases import lists, paper_tracks, print_forms, register
from cso_desk.usecases.opening import Desk
from ui.pages.paper_tracks import PaperTracksPage
from ui.window import MainWindow
from ui.work import Works

from .conftest import ORGANIZATIONS, Told, at_rest


@pytest.fixture
def printed(desk: Desk, tmp_path: Path) -> list[str]:
    """The codes of the applications of all organizations, printed today."""
    chosen = lists.ids_of(desk, lists.organization_ids(desk, lists.Query()))
    print_forms.print_forms(desk, "F01", chosen, tmp_path / "F01.pdf")
    return [one.code for one in paper_tracks.papers(desk)]


@pytest.fixture
def page(printed: list[str], window: MainWindow, works: Works, qtbot: Any) -> PaperTracksPage:
    window.go("纸质材料")
    at_rest(qtbot, works)
    made = window.page("纸质材料")
    assert isinstance(made, PaperTracksPage)
    return made


def key(page: PaperTracksPage, name: str) -> None:
    """Press a key of the page."""
    for short in page.findChildren(QShortcut):
        if short.key().toString() == name:
            short.activated.emit()


def scan(qtbot: Any, field: Any, text: str) -> None:
    """Do what a scanner does that is a keyboard: the text at once, then Enter."""
    field.setFocus()
    field.selectAll()
    QGuiApplication.clipboard().setText(text)
    field.paste()
    qtbot.keyClick(field, Qt.Key.Key_Return)


def states(desk: Desk) -> list[str]:
    return [one.state for one in paper_tracks.papers(desk)]


def test_a_pile_goes_out_with_lists_and_comes_back_by_number(
    page: PaperTracksPage, desk: Desk, works: Works, say: Told, qtbot: Any, tmp_path: Path
) -> None:
    assert page.count.text() == f"{ORGANIZATIONS} 件，共 {3 * ORGANIZATIONS} 份"
    say.file = tmp_path / "清单.pdf"
    qtbot.mouseClick(page.print_lists, Qt.MouseButton.LeftButton)
    at_rest(qtbot, works)
    assert states(desk) == ["已送出"] * ORGANIZATIONS and not say.troubles
    assert say.file.read_bytes()[:5] == b"%PDF-"
    number = paper_tracks.papers(desk)[0].list_number
    wanted = [one for one in paper_tracks.papers(desk) if one.list_number == number]
    scan(qtbot, page.scan, number.removeprefix("SQ"))
    at_rest(qtbot, works)
    assert page.band.isVisible() and number in page.band.head.text()
    assert page.list.model.rowCount() == len(wanted)
    qtbot.keyClick(page.band.fields["day"], Qt.Key.Key_Return)
    at_rest(qtbot, works)
    assert states(desk).count("已盖章收回") == len(wanted) and page.band.isHidden()
    page.shell.undo()
    at_rest(qtbot, works)
    assert states(desk) == ["已送出"] * ORGANIZATIONS


def test_a_selection_moves_on_by_keys(
    page: PaperTracksPage, desk: Desk, works: Works, qtbot: Any
) -> None:
    page.list.table.selectAll()
    for name, wanted in (("F7", "已送出"), ("F8", "已盖章收回"), ("F9", "已交存")):
        page.filters.put(state="")
        page._read()
        at_rest(qtbot, works)
        page.list.table.selectAll()
        key(page, name)
        at_rest(qtbot, works)
        assert states(desk) == [wanted] * ORGANIZATIONS
    page.list.table.selectAll()
    key(page, "F7")
    at_rest(qtbot, works)
    assert page.problem.isVisible() and "不能改成“已送出”" in page.problem.text()
    assert f"还有 {ORGANIZATIONS - 4} 份没有改" in page.problem.text()
    page.shell.undo()
    at_rest(qtbot, works)
    assert states(desk) == ["已盖章收回"] * ORGANIZATIONS


def test_a_bad_day_is_told_and_changes_nothing(
    page: PaperTracksPage, desk: Desk, works: Works, say: Told, qtbot: Any
) -> None:
    page.list.table.selectAll()
    page.day.setText("2099-01-01")
    qtbot.mouseClick(page.sent, Qt.MouseButton.LeftButton)
    at_rest(qtbot, works)
    assert "不是今天或以前的一天" in page.problem.text() and not say.troubles
    assert states(desk) == ["已打印"] * ORGANIZATIONS


def test_a_scan_in_the_search_opens_the_paper_and_takes_it_back(
    window: MainWindow, printed: list[str], desk: Desk, works: Works, qtbot: Any
) -> None:
    scan(qtbot, window.search, printed[5])
    at_rest(qtbot, works)
    assert window.open_word == "纸质材料"
    page = window.page("纸质材料")
    assert isinstance(page, PaperTracksPage)
    assert page.detail.change.text() == "未变动" and page.detail.change.isVisible()
    row = page.list.current()
    assert row is not None and row.cells[10] == printed[5]
    qtbot.mouseClick(page.detail.returned, Qt.MouseButton.LeftButton)
    at_rest(qtbot, works)
    found = {one.code: one.state for one in paper_tracks.papers(desk)}
    assert found[printed[5]] == "已盖章收回" and states(desk).count("已打印") == ORGANIZATIONS - 1
    assert page.detail.state.text() == "已盖章收回" and page.detail.returned.isHidden()


def test_what_changed_since_is_named_then_and_now(
    page: PaperTracksPage, desk: Desk, works: Works, qtbot: Any
) -> None:
    paper = paper_tracks.papers(desk)[3]
    before = register.show(desk, paper.organization).values["leader"]
    register.save_organization(desk, paper.organization, {"leader": "段双"})
    scan(qtbot, page.scan, paper.code.lower())
    at_rest(qtbot, works)
    assert page.detail.change.text() == "已变动"
    texts = [
        page.detail.differences.itemAt(at).widget().text()
        for at in range(page.detail.differences.count())
    ]
    assert f"负责人姓名：{before} → 段双" in texts
    qtbot.mouseClick(page.detail.organization, Qt.MouseButton.LeftButton)
    at_rest(qtbot, works)
    assert page.shell.open_word == "组织"


def test_a_wrong_code_gets_a_sentence_beneath_the_box(
    page: PaperTracksPage, works: Works, say: Told, qtbot: Any
) -> None:
    for text, words in (
        ("AB3D-7KQ3", "编号"),
        ("舞蹈队", "8 位"),
        ("SQ2026-99", ""),
    ):
        scan(qtbot, page.scan, text)
        at_rest(qtbot, works)
        if words:
            assert page.problem.isVisible() and words in page.problem.text()
    qtbot.keyClick(page.band.fields["day"], Qt.Key.Key_Return)
    at_rest(qtbot, works)
    assert "没有送签清单 SQ2026-99" in page.problem.text() and not say.troubles


def test_each_copy_gets_its_keeper(
    page: PaperTracksPage, desk: Desk, works: Works, qtbot: Any
) -> None:
    paper = paper_tracks.papers(desk)[0]
    scan(qtbot, page.scan, paper.code)
    at_rest(qtbot, works)
    qtbot.mouseClick(page.detail.edit, Qt.MouseButton.LeftButton)
    page.band.fields["keeper3"].put("县民政局")
    page.band.fields["on1"].put("2026-01-01")
    qtbot.mouseClick(page.band.go, Qt.MouseButton.LeftButton)
    at_rest(qtbot, works)
    assert "先点“已盖章收回”" in page.band.problem.text()
    page.band.fields["on1"].put("")
    qtbot.keyClick(page.band.fields["on3"], Qt.Key.Key_Return)
    at_rest(qtbot, works)
    assert page.band.isHidden()
    assert paper_tracks.of_ids(desk, [paper.id])[0].copies[2].keeper == "县民政局"


def test_the_first_page_counts_what_is_out_and_opens_it(
    window: MainWindow, printed: list[str], desk: Desk, works: Works, qtbot: Any
) -> None:
    some = [one.id for one in paper_tracks.papers(desk)][:7]
    paper_tracks.send(desk, some)
    window.go("今日")
    at_rest(qtbot, works)
    first = window.page("今日")
    words = "7 份纸质表送出后未收回"
    (link,) = [one for one in first.findChildren(QPushButton) if one.text() == words]
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    at_rest(qtbot, works)
    page = window.page("纸质材料")
    assert isinstance(page, PaperTracksPage) and page.list.model.rowCount() == 7
    window.go("今日")
    (check,) = [one for one in first.findChildren(QPushButton) if one.text() == "核对纸质表…"]
    qtbot.mouseClick(check, Qt.MouseButton.LeftButton)
    at_rest(qtbot, works)
    assert window.open_word == "纸质材料" and page.scan.hasFocus()


def test_printing_shows_up_without_another_step(
    page: PaperTracksPage, window: MainWindow, desk: Desk, works: Works, qtbot: Any, tmp_path: Path
) -> None:
    from ui.pages.page import ForOrganizations

    organization = paper_tracks.papers(desk)[0].organization
    window.go("打印", ForOrganizations((organization,)))
    at_rest(qtbot, works)
    printing = window.page("打印")
    printing.form.setCurrentIndex(printing.form.findText("F04 社区社会组织成员花名册"))
    printing._print(tmp_path / "F04.pdf", True)
    at_rest(qtbot, works)
    qtbot.mouseClick(printing.links.papers, Qt.MouseButton.LeftButton)
    at_rest(qtbot, works)
    assert page.list.model.rowCount() == ORGANIZATIONS + 1


def test_every_part_has_a_name(page: PaperTracksPage) -> None:
    from PySide6.QtWidgets import QComboBox, QLineEdit

    for part in [*page.findChildren(QComboBox), *page.findChildren(QLineEdit)]:
        assert part.accessibleName(), part
    for verb in page.findChildren(QPushButton):
        assert verb.text() or verb.accessibleName()
