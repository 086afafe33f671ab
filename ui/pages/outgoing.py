"""What goes up: what a package would carry, making it with its slip, the outbox, and the receipts that come back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from cso_desk.errors import Trouble

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, label
from ..work import Reading, Writing
from .asking import AskBand
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.receipts import ReceiptInfo
    from cso_desk.usecases.send_package import OutboxItem, SendPreview, SentInfo

_COLUMNS = (
    PlainColumn("seq", "序号", 56, "right"),
    PlainColumn("state", "状态", 104),
    PlainColumn("to_name", "报给", 140),
    PlainColumn("organizations", "组织数", 72, "right"),
    PlainColumn("check_code", "核对码", 104),
    PlainColumn("made_at", "生成时间", 140),
    PlainColumn("made_by", "经办人", 80),
    PlainColumn("acknowledged_at", "收到回执", 140),
    PlainColumn("file", "文件", 320),
)
NOT_ENROLLED = "还没有与上级建立报送关系。先在“报送关系”里制作申请，带单位核对表去上级办理。"


class OutgoingView(QWidget):
    """The way up."""

    enrol_wanted = Signal()

    def __init__(self, page: Page, band: AskBand) -> None:
        super().__init__()
        self._page = page
        self._band = band
        self._rows = MemoryRows()
        self.words = label("", "", wrap=True)
        self.more = label("", "second", wrap=True)
        self.enrol = button("去建立报送关系", "key-round", "", self.enrol_wanted.emit)
        self.make = button("生成上报包", "send", "primary", self._ask_folder)
        self.bare = QCheckBox("不带附件（走内网邮件，小于 10 MB）")
        self.bare.setToolTip("没带的附件留着，随下一份带附件的上报包再报。")
        self.bare.hide()
        self.again = button("再写一次", "copy", "", self._ask_again)
        self.receipt = button("收回执", "inbox", "", self._ask_receipt)
        self.older = label("", "problem", wrap=True)
        self.anew = button("重新开始编号", "refresh-cw", "", self._begin_anew)
        self.result = label("", "", wrap=True, pick=True)
        self.result.hide()
        source = self._rows.source("发件箱", _COLUMNS, "份", frozenset({"state"}))
        self.list = ListPanel(page, source, Empty("还没有生成过上报包。收到上级的回执才算报完。"))
        self._lay_out()

    def _lay_out(self) -> None:
        card = QFrame()
        look.dress(card, "card")
        inside = QHBoxLayout(card)
        inside.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        text = QVBoxLayout()
        text.addWidget(self.words)
        text.addWidget(self.more)
        text.addWidget(self.older)
        text.addWidget(self.bare)
        inside.addLayout(text, 1)
        inside.addWidget(self.enrol)
        inside.addWidget(self.anew)
        inside.addWidget(self.make)
        verbs = QHBoxLayout()
        verbs.setSpacing(look.px(look.GAP_2))
        verbs.addWidget(label("发件箱", "strong"))
        verbs.addStretch(1)
        verbs.addWidget(self.again)
        verbs.addWidget(self.receipt)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(card)
        column.addWidget(self.result)
        column.addLayout(verbs)
        column.addWidget(self.list, 1)

    def read(self) -> None:
        """Read what would go and what went."""

        def read(_: Any) -> tuple[SendPreview | None, list[OutboxItem], str]:
            from cso_desk.usecases import send_package, witness

            outbox = send_package.outbox(self._page.desk)
            older = witness.standing(self._page.desk)
            try:
                return send_package.preview(self._page.desk), outbox, older
            except Trouble as trouble:
                if trouble.code != "NOT_ENROLLED":
                    raise
                return None, outbox, older

        Reading(self._page, "", read).done(lambda found: self._show(*found)).start()

    def _show(
        self, preview: SendPreview | None, outbox: Sequence[OutboxItem], older: str = ""
    ) -> None:
        self.enrol.setVisible(preview is None)
        self.make.setVisible(preview is not None and not older)
        self._show_older(older)
        self.bare.setVisible(preview is not None and preview.attachments > 0)
        self.bare.setChecked(preview is not None and preview.heavy)
        if preview is None:
            self.words.setText(NOT_ENROLLED)
            self.more.hide()
        else:
            self.words.setText(
                f"报给{preview.to_name}：{preview.organizations} 个组织，第 {preview.seq} 份。"
            )
            self.more.setText(_more(preview))
            self.more.show()
        keys = ("state", "to_name", "check_code", "made_by", "file")
        self._rows.put(
            [
                {
                    "id": one.id,
                    "seq": str(one.seq),
                    "organizations": str(one.organizations),
                    "made_at": _moment(one.made_at),
                    "acknowledged_at": _moment(one.acknowledged_at),
                    **{key: getattr(one, key) for key in keys},
                }
                for one in outbox
            ]
        )
        self.list.show_query(None, go_to=outbox[0].id if outbox else None)
        self.again.setEnabled(bool(outbox))
        self.receipt.setEnabled(bool(outbox))

    def _show_older(self, words: str) -> None:
        self.older.setText(words)
        self.older.setVisible(bool(words))
        self.anew.setVisible(bool(words))

    def _begin_anew(self) -> None:
        def begin(_: Any) -> Any:
            from cso_desk.usecases import witness

            return witness.begin_anew(self._page.desk)

        def done(_: Any) -> None:
            self._page.shell.note("已重新开始编号，下一份上报包带全部数据")
            self.read()

        Writing(self._page, "正在重新开始编号", begin).done(done).start()

    def _ask_folder(self) -> None:
        self._page.shell.say.folder(self, "上报包放到哪里（U 盘或文件夹）", self.send_to)

    def send_to(self, folder: Path) -> None:
        """Make the package and its slip in a folder or on a stick."""
        desk, bare = self._page.desk, self.bare.isChecked()
        slip = desk.folder / "papers" / f"报送单_{desk.clock.now():%Y%m%d_%H%M%S}.pdf"

        def make(progress: Any) -> Any:
            from cso_desk.usecases import send_package

            slip.parent.mkdir(exist_ok=True)
            return send_package.make(
                desk, None, folder, slip=slip, progress=progress, attachments=not bare
            )

        def held(trouble: Exception) -> bool:
            if getattr(trouble, "code", "") != "RESTORED":
                return False
            self._show_older(str(trouble))
            self.make.hide()
            return True

        Writing(self._page, "正在生成上报包", make).done(self._sent).failed(held).start()

    def _sent(self, found: SentInfo) -> None:
        left = f"{found.waiting} 个附件没有带，随下一份再报。" if found.waiting else ""
        self.result.setText(
            f"已导出：{found.organizations} 个组织，核对码 {found.check_code}，"
            f"{_size(found.size)}，文件 {found.file}。{left}\n"
            f"请连同报送单送{found.to_name}，收到回执才算报完。报送单：{found.slip}"
        )
        self.result.show()
        self._page.shell.note(
            "上报包已生成，可以安全拔出", "打开报送单", lambda: open_file(found.slip)
        )
        self.read()

    def _ask_again(self) -> None:
        row = self.list.current()
        if row is not None:
            self._page.shell.say.folder(
                self, "再写到哪里", lambda folder: self._write_again(row.id, folder)
            )

    def _write_again(self, package: str, folder: Path) -> None:
        def write(progress: Any) -> Any:
            from cso_desk.usecases import send_package

            return send_package.write_again(self._page.desk, package, folder, progress)

        work = Writing(self._page, "正在再写一次", write)
        work.done(lambda _: self._page.shell.note("已再写一次，内容与原来的一样")).start()

    def _ask_receipt(self) -> None:
        kinds = "回执 (*.csopkg *.zip)"
        self._page.shell.say.open_file(self, "选择回执", kinds, self.take_receipt)

    def take_receipt(self, file: Path) -> None:
        """Take the superior's answer in."""

        def take(progress: Any) -> Any:
            from cso_desk.usecases import receipts

            return receipts.take_receipt(self._page.desk, file, progress)

        Writing(self._page, "正在收回执", take).done(self._received).start()

    def _received(self, found: ReceiptInfo) -> None:
        self.result.setText("\n".join([found.words, *refused_words(found)]))
        self.result.show()
        self._page.shell.note("回执已收下")
        self.read()


def refused_words(found: ReceiptInfo) -> list[str]:
    """Return a line for each of the first rows that a receipt sends back."""
    return [f"{one.record}：{one.why} {one.remedy}" for one in found.refused_rows[:10]]


def _more(preview: SendPreview) -> str:
    tables = "、".join(f"{one.label} {one.count}" for one in preview.tables if one.count)
    words = [f"包含：{tables or '没有记录'}。"]
    if preview.base is not None:
        words.append(f"这一份只带第 {preview.base} 份之后的变化。")
    if preview.kept_below:
        words.append(f"留在本级不上报：{'、'.join(preview.kept_below)}。")
    if preview.attachments:
        size = _size(preview.octets)
        words.append(f"还没报过的附件 {preview.attachments} 个，约 {size}。")
    if preview.underway:
        words.append(f"还有 {preview.underway} 份没有收到回执。")
    if preview.practice:
        words.append("这是练习数据。")
    return "".join(words)


def _size(octets: int) -> str:
    from cso_desk.usecases.exchange_words import size_word

    return size_word(octets)


def _moment(text: str) -> str:
    return text[:16].replace("T", " ")


def open_file(file: Path | None) -> None:
    """Let the system show a file."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    if file is not None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
