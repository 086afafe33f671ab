"""附件 in the window: added by box and by drop, seen, opened, described, removed and brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QListWidgetItem

from cso_desk.usecases import attachments
from ui.pages import thumbnails
from ui.pages.attachments import Attachments
from ui.pages.organizations import OrganizationsPage
from ui.pages.thumbnails import SIDE, small_picture
from ui.window import MainWindow

from .attached import photo, scan
from .conftest import Told, at_rest


@pytest.fixture
def part(window: MainWindow, qtbot: Any) -> Attachments:
    page = window.page("组织")
    assert isinstance(page, OrganizationsPage)
    made = page.detail.parts.attachments
    page.detail.tabs.setCurrentWidget(made)
    at_rest(qtbot, page.works)
    return made


def _page(part: Attachments) -> OrganizationsPage:
    page = part._page
    assert isinstance(page, OrganizationsPage)
    return page


def _rest(part: Attachments, qtbot: Any) -> None:
    at_rest(qtbot, _page(part).works)


def _items(part: Attachments) -> list[QListWidgetItem]:
    return [part.list.item(at) for at in range(part.list.count())]


def _add(part: Attachments, qtbot: Any, say: Told, *files: Path) -> None:
    say.files = list(files)
    part.add.click()
    _rest(part, qtbot)
    part.list.setCurrentRow(0)


def test_an_empty_part_says_what_it_is_for(part: Attachments) -> None:
    assert part.empty.isVisible() and "拖进来" in part.empty.words.text()
    assert part.add.isEnabled() and not part.open.isEnabled() and not part.remove.isEnabled()


def test_files_are_added_with_small_pictures_and_counted(
    part: Attachments, qtbot: Any, say: Told, tmp_path: Path
) -> None:
    _add(part, qtbot, say, scan(tmp_path), photo(tmp_path))
    tabs = _page(part).detail.tabs
    assert tabs.tabText(tabs.indexOf(part)) == "附件 2"
    words = [item.text() for item in _items(part)]
    assert words[0].startswith("活动合影\n照片 · ")
    assert words[1].startswith("备案申请表（签字盖章）\nPDF · ")
    assert _page(part).shell.note_line.words.text() == "已添加 2 个附件"  # type: ignore[attr-defined]
    made = [part._thumbnails.get(one.digest) for one in part._shown.values()]
    assert all(one is not None and not one.isNull() for one in made)
    green, paper = made
    assert green is not None and paper is not None
    assert (green.width(), green.height()) == (SIDE, SIDE * 3 // 4)
    assert green.pixelColor(5, 5).green() > green.pixelColor(5, 5).red()
    assert paper.height() == SIDE and paper.pixelColor(1, 1).name() == "#ffffff"


def test_what_is_not_taken_is_told(
    part: Attachments, qtbot: Any, say: Told, tmp_path: Path
) -> None:
    program = tmp_path / "表.pdf"
    program.write_bytes(b"MZ" + b"0" * 80)
    _add(part, qtbot, say, program)
    assert say.troubles == ["“表.pdf”是可以运行的程序，不收；请只添加扫描件、照片和文档。"]
    _add(part, qtbot, say, program, photo(tmp_path))
    assert say.troubles[-1].startswith("已添加 1 个，有 1 个没有添加：\n“表.pdf”")
    assert part.list.count() == 1


def test_files_are_dropped_onto_the_list(part: Attachments, qtbot: Any, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo(tmp_path))), QUrl("https://example.invalid/a.jpg")])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    part.dragEnterEvent(enter)
    assert enter.isAccepted()
    part.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    _rest(part, qtbot)
    assert [one.title for one in attachments.listed(_page(part).desk, part._organization)] == [
        "活动合影"
    ]


def test_words_that_are_dragged_in_are_left_alone(part: Attachments) -> None:
    data = QMimeData()
    data.setText("一段文字")
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    enter.ignore()
    part.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_enter_opens_a_copy_that_goes_with_the_window(
    part: Attachments, qtbot: Any, say: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    answer = [True]

    def open_url(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return answer[0]

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    picture = photo(tmp_path)
    _add(part, qtbot, say, picture)
    part.list.setFocus()
    qtbot.keyClick(part.list, Qt.Key.Key_Return)
    _rest(part, qtbot)
    assert opened[0].read_bytes() == picture.read_bytes() and opened[0].name == "活动合影.jpg"
    _page(part).settle()
    assert not opened[0].exists()
    answer[0] = False
    part.open.click()
    _rest(part, qtbot)
    assert "没有能打开它的程序" in say.troubles[-1]


def test_saving_elsewhere(part: Attachments, qtbot: Any, say: Told, tmp_path: Path) -> None:
    picture = photo(tmp_path)
    _add(part, qtbot, say, picture)
    say.file = tmp_path / "U盘.jpg"
    part.save.click()
    _rest(part, qtbot)
    assert say.file.read_bytes() == picture.read_bytes()


def test_describing_by_the_keyboard(
    part: Attachments, qtbot: Any, say: Told, tmp_path: Path
) -> None:
    _add(part, qtbot, say, photo(tmp_path))
    page = _page(part)
    part.list.setFocus()
    qtbot.keyClick(part.list, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: page.editor.save_button.isEnabled() and page.editor.form is not None)
    assert page.editor.form is not None
    page.editor.form.cells["title"].input.put("重阳节演出")
    page.editor.form.cells["kind"].input.put("照片")
    page.editor.save_button.click()
    _rest(part, qtbot)
    (item,) = _items(part)
    assert item.text().startswith("重阳节演出\n照片 · 照片 · ")
    assert item.data(Qt.ItemDataRole.AccessibleTextRole).startswith("重阳节演出，")


def test_removing_and_bringing_back(
    part: Attachments, qtbot: Any, say: Told, tmp_path: Path
) -> None:
    _add(part, qtbot, say, photo(tmp_path))
    part.list.setFocus()
    qtbot.keyClick(part.list, Qt.Key.Key_Delete)
    _rest(part, qtbot)
    assert part.list.count() == 0 and part.empty.isVisible()
    note = _page(part).shell.note_line  # type: ignore[attr-defined]
    assert note.words.text() == "已移除附件“活动合影”"
    note.step.click()
    _rest(part, qtbot)
    assert [item.text().split("\n")[0] for item in _items(part)] == ["活动合影"]


def test_a_lost_file_is_told_and_not_opened(
    part: Attachments, qtbot: Any, say: Told, tmp_path: Path
) -> None:
    _add(part, qtbot, say, photo(tmp_path))
    for file in (_page(part).desk.folder / "attachments").glob("??/*"):
        file.unlink()
    part.show_organization(part._organization, mine=True)
    _rest(part, qtbot)
    part.list.setCurrentRow(0)
    assert part.list.item(0).text() == "活动合影\n文件找不到，请从备份还原或重新添加"
    assert not part.open.isEnabled() and part.remove.isEnabled()


@pytest.mark.qt_log_ignore("JPEG datastream", extend=True)
def test_broken_and_strange_contents_have_no_small_picture() -> None:
    assert small_picture(b"\xff\xd8\xff\xe0broken", "image/jpeg").isNull()
    assert small_picture(b"%PDF-1.4 broken", "application/pdf").isNull()
    assert small_picture(b"PK\x03\x04", "application/vnd.x").isNull()


def test_the_oldest_small_pictures_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thumbnails, "KEPT", 2)
    kept = thumbnails.Thumbnails()
    for digest in "abc":
        kept.put(digest, small_picture(b"", ""))
    assert kept.get("a") is None and kept.get("c") is not None


def test_a_backup_that_lacks_a_content_says_so(
    part: Attachments, qtbot: Any, say: Told, tmp_path: Path
) -> None:
    _add(part, qtbot, say, photo(tmp_path))
    window = _page(part).shell
    window.go("设置")
    options = window.page("设置")  # type: ignore[attr-defined]
    options.tabs.setCurrentWidget(options.backups)
    options.backups.make.click()
    at_rest(qtbot, options.works)
    backups = options.backups.list
    # The daily backup may be of the same second.
    row = next(n for n in range(len(backups.model.ids)) if backups.model.text(n, 4) == "手动备份")
    assert [backups.model.text(row, n) for n in (1, 3)] == ["已验证可恢复", "1"]
    for home in (options.desk.folder, options.desk.folder / "backups"):
        for file in (home / "attachments").glob("??/*"):
            file.unlink()
    backups.table.go_to(row)
    at_rest(qtbot, options.works)
    options.backups.prove.click()
    at_rest(qtbot, options.works)
    assert [backups.model.text(row, n) for n in (1, 3)] == ["附件不全", "1（缺 1）"]
    assert "有 1 个附件的文件找不到了" in window.note_line.words.text()  # type: ignore[attr-defined]
