"""附件: the scans and photos of an organization as small pictures; added by a click or by dropping files on them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QIcon,
    QImage,
    QKeyEvent,
    QPainter,
    QPixmap,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from .. import look
from ..forms import Section
from ..forms.editor import Loaded, Plan
from ..pieces import Empty, Flow, button
from ..work import Reading, Writing
from .detail_tabs import margins_of_a_part
from .page import Page
from .thumbnails import Thumbnails, small_picture

if TYPE_CHECKING:
    from cso_desk.usecases.attachments import Added, Attached
    from cso_desk.usecases.opening import Desk

EMPTY = "申请表、签字盖章件、场地材料、活动照片放在这里。把文件拖进来，或点“添加附件”。"
PICTURE = 56
"""The side of a small picture in pixels at 100 %."""
_ID = Qt.ItemDataRole.UserRole


class Attachments(QWidget):
    """The attachments of one organization."""

    plan_wanted = Signal(object)
    counted = Signal(int)
    changed = Signal(str)
    """Something was added or removed: the words of the note."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._organization = ""
        self._mine = True
        self._shown: dict[str, Attached] = {}
        self._thumbnails = Thumbnails()
        self._drawing = ""
        self.setAcceptDrops(True)
        self._make_parts()
        self._lay_out()
        self.list.installEventFilter(self)
        self._marked()
        # What a session that was cut off left open.
        Reading(page, "", lambda _: self.clear_copies()).start()

    def _make_parts(self) -> None:
        self.add = button("添加附件", "plus", "", self._pick)
        self.open = button("打开", "eye", "", self._open)
        self.describe = button("说明", "pencil", "", self._describe)
        self.save = button("另存", "download", "", self._save)
        self.remove = button("移除", "trash-2", "", self._remove)
        for part, words in (
            (self.open, "打开附件"),
            (self.describe, "修改附件说明"),
            (self.save, "另存附件"),
            (self.remove, "移除附件"),
        ):
            part.setAccessibleName(words)
        self.list = QListWidget()
        self.list.setAccessibleName("附件")
        self.list.setIconSize(QSize(look.px(PICTURE), look.px(PICTURE)))
        self.list.setSpacing(2)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Files that are dropped on the list go through to this widget.
        self.list.setAcceptDrops(False)
        self.list.viewport().setAcceptDrops(False)
        self.list.itemActivated.connect(lambda _: self._open())
        self.list.currentItemChanged.connect(lambda *_: self._marked())
        self.empty = Empty(EMPTY)

    def _lay_out(self) -> None:
        verbs = Flow(gap=look.GAP_2)
        for part in (self.add, self.open, self.describe, self.save, self.remove):
            verbs.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(*margins_of_a_part())
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(verbs)
        # First into its place: a stack shows its first part at once, without a place as a window of its own.
        self._stack = QStackedLayout()
        column.addLayout(self._stack, 1)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.list)

    def clear_copies(self) -> None:
        """Take away the readable copies that were opened in other programs."""
        from cso_desk.usecases import attachments

        attachments.clear_copies(self._page.desk)

    def show_organization(self, organization: str, *, mine: bool) -> None:
        """Read and show what is attached to an organization."""
        self._organization, self._mine = organization, mine
        desk = self._page.desk

        def read(_: Any) -> list[Attached]:
            from cso_desk.usecases import attachments

            return attachments.listed(desk, organization)

        Reading(self._page, "", read).done(lambda found: self._fill(organization, found)).start()

    def _fill(self, organization: str, found: Sequence[Attached]) -> None:
        if organization != self._organization:
            return
        kept = self._current()
        self._shown = {one.id: one for one in found}
        self.list.clear()
        for one in found:
            item = QListWidgetItem(self._icon(one), f"{one.title}\n{_words(one)}")
            item.setData(_ID, one.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.title}，{_words(one)}")
            item.setToolTip(f"{one.note}\n{one.added_at} {one.added_by}".strip())
            self.list.addItem(item)
            if kept is not None and one.id == kept.id:
                self.list.setCurrentItem(item)
        self._stack.setCurrentIndex(1 if found else 0)
        self.counted.emit(len(found))
        self._marked()
        self._draw_next()

    def _current(self) -> Attached | None:
        item = self.list.currentItem()
        return self._shown.get(item.data(_ID)) if item is not None else None

    def _marked(self) -> None:
        one = self._current()
        self.add.setEnabled(self._mine and bool(self._organization))
        for part in (self.open, self.save):
            part.setEnabled(one is not None and not one.away)
        for part in (self.describe, self.remove):
            part.setEnabled(one is not None and one.mine)

    def _icon(self, one: Attached) -> QIcon:
        made = self._thumbnails.get(one.digest)
        return _framed(made) if made is not None and not made.isNull() else _placeholder()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Delete remove and F2 describe the attachment of the cursor."""
        acts = {Qt.Key.Key_Delete: self._remove, Qt.Key.Key_F2: self._describe}
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            act = acts.get(event.key())
            if act is not None:
                act()
            return act is not None
        return False

    def showEvent(self, event: QShowEvent) -> None:
        """Draw the small pictures now that somebody looks."""
        super().showEvent(event)
        self._draw_next()

    def _draw_next(self) -> None:
        """Draw one small picture after the other, so that the lanes stay free for what the clerk does."""
        if self._drawing or not self.isVisible():
            return
        wanted = next(
            (one for one in self._shown.values() if not one.away and self._undrawn(one)), None
        )
        if wanted is None:
            return
        desk, self._drawing = self._page.desk, wanted.digest

        def draw(_: Any) -> QImage:
            from cso_desk.usecases import attachments

            return small_picture(attachments.content(desk, wanted.id), wanted.media_type)

        work = Reading(self._page, "", draw).done(lambda made: self._drawn(wanted.digest, made))
        work.failed(lambda _: self._drawn(wanted.digest, QImage())).start()

    def _undrawn(self, one: Attached) -> bool:
        return self._thumbnails.get(one.digest) is None

    def _drawn(self, digest: str, picture: QImage) -> bool:
        self._drawing = ""
        self._thumbnails.put(digest, picture)
        for at in range(self.list.count()):
            item = self.list.item(at)
            if self._shown[item.data(_ID)].digest == digest:
                item.setIcon(self._icon(self._shown[item.data(_ID)]))
        self._draw_next()
        return True

    def _pick(self) -> None:
        from cso_desk.usecases.attachment_files import FILTER

        self._page.shell.say.open_files(self, "添加附件", FILTER, self.take)

    def take(self, files: Sequence[Path]) -> None:
        """Take files in, from the box or dropped."""
        desk, organization = self._page.desk, self._organization

        def take(progress: Any) -> Any:
            from cso_desk.usecases import attachments

            return attachments.add(desk, organization, files, progress=progress)

        Writing(self._page, "正在添加附件", take).done(self._taken).start()

    def _taken(self, added: Added) -> None:
        self.changed.emit(f"已添加 {len(added.ids)} 个附件")
        if added.refused:
            head = f"已添加 {len(added.ids)} 个，有 {len(added.refused)} 个没有添加："
            words = "\n".join([head, *(one.message for one in added.refused)])
            self._page.shell.say.trouble(self, words)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that are dragged in, where the organization is our own."""
        if self.add.isEnabled() and _files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the files that are dropped."""
        event.acceptProposedAction()
        self.take(_files(event))

    def _open(self) -> None:
        one = self._current()
        if one is None or one.away:
            return
        desk = self._page.desk

        def copy(_: Any) -> Path:
            from cso_desk.usecases import attachments

            return attachments.open_copy(desk, one.id)

        Reading(self._page, "正在打开附件", copy).done(self._show).start()

    def _show(self, copy: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
            self._page.shell.say.trouble(
                self, "这台电脑上没有能打开它的程序，请点“另存”后拿到别的电脑上看。"
            )

    def _save(self) -> None:
        one = self._current()
        if one is None or one.away:
            return
        from cso_desk.usecases.attachment_files import copy_name

        name = Path(copy_name(one.title, one.media_type))
        self._page.shell.say.save_file(
            self,
            "另存附件",
            name,
            f"{one.word} (*{name.suffix})",
            lambda out: self._write(one, out),
        )

    def _write(self, one: Attached, out: Path) -> None:
        desk = self._page.desk

        def write(_: Any) -> Path:
            from cso_desk.usecases import attachments

            return attachments.save_copy(desk, one.id, out)

        Reading(self._page, "正在另存附件", write).done(
            lambda made: self._page.shell.note(f"已另存为 {made.name}")
        ).start()

    def _describe(self) -> None:
        one = self._current()
        if one is not None and one.mine:
            desk = self._page.desk
            self.plan_wanted.emit(describe_plan(desk, one.id, one.title))

    def _remove(self) -> None:
        one = self._current()
        if one is None or not one.mine:
            return
        desk = self._page.desk

        def remove(_: Any) -> Any:
            from cso_desk.usecases import attachments

            return attachments.remove(desk, one.id)

        work = Writing(self._page, "正在移除", remove)
        work.done(lambda _: self.changed.emit(f"已移除附件“{one.title}”")).start()


def _files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def _words(one: Attached) -> str:
    parts = [one.kind, one.word, one.size, one.taken_on]
    return one.away or " · ".join(part for part in parts if part)


def _placeholder() -> QIcon:
    return _framed(look.icon("file-text").pixmap(look.px(look.ICON), look.px(look.ICON)).toImage())


def _framed(picture: QImage) -> QIcon:
    """Return a picture in the middle of a square, so that all words begin in one line."""
    side = look.px(PICTURE) * 2
    square = QPixmap(side, side)
    square.fill(Qt.GlobalColor.transparent)
    fitted = picture
    if max(picture.width(), picture.height()) > side or picture.width() > look.px(look.ICON) * 2:
        fitted = picture.scaled(
            side,
            side,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    painter = QPainter(square)
    left, top = (side - fitted.width()) // 2, (side - fitted.height()) // 2
    painter.drawImage(left, top, fitted)
    painter.setPen(look.colour("line"))
    painter.drawRect(left, top, fitted.width() - 1, fitted.height() - 1)
    painter.end()
    made = QIcon(square)
    made.addPixmap(square, QIcon.Mode.Selected)
    return made


def describe_plan(desk: Desk, attachment: str, title: str) -> Plan:
    """Return the form of what is said of an attachment."""

    def load() -> Loaded:
        from cso_desk.usecases import attachments, register

        return Loaded(
            register.form_fields(desk, "attachment"), attachments.values(desk, attachment)
        )

    def check(key: str, text: str) -> str | None:
        from cso_desk.usecases import register

        return register.check_value(desk, "attachment", key, text)

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import attachments

        return attachments.describe(desk, attachment, values)

    return Plan(
        title=f"附件说明：{title}",
        verb="保存说明",
        sections=(Section("", ("title", "kind", "taken_on", "note")),),
        load=load,
        check=check,
        save=save,
        columns=1,
    )
