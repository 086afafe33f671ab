"""The page of a form as it will print while its layout is changed: drawn a moment after the last change, with a chosen record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from .. import look
from ..forms.inputs import Line
from ..pieces import label
from ..values.plain import Picked
from ..work import DeskPage, Reading
from .pdf_preview import PdfPreview

if TYPE_CHECKING:
    from cso_desk.usecases.layout_checks import Remark
    from cso_desk.usecases.own_layouts import Seen

DRAWN_AFTER = 300
"""Milliseconds after the last change until the page is drawn again."""
FOUND_MOST = 30
SAMPLE, BLANK = "sample", ""
_OFFERED = ((SAMPLE, "样例（填满）"), (BLANK, "空表"))


class LayoutSight(QWidget):
    """The drawn page, and the choice of what it is filled with."""

    seen = Signal(object)
    """The page was drawn: what is to be said of the layout (`own_layouts.Seen`)."""

    def __init__(self, page: DeskPage, words: str) -> None:
        super().__init__()
        self._page = page
        self._raw: Mapping[str, Any] | None = None
        self._number = 0
        self._asked = 0
        self.remarks: Sequence[Remark] = ()
        self.record = Picked(_OFFERED)
        self.record.setAccessibleName("用谁的资料看")
        self.record.edited.connect(self.draw)
        self.find = Line()
        self.find.setPlaceholderText("找一个组织")
        self.find.setAccessibleName("找一个组织来看")
        self.find.setClearButtonEnabled(True)
        self.find.edited.connect(lambda: self._typed.start())
        self.find.returnPressed.connect(self._find)
        self.said = label("", "warning", wrap=True, pick=True)
        self.said.setAccessibleName("要留意的")
        self.said.hide()
        self.preview = PdfPreview(words)
        self._rest = QTimer(self, singleShot=True, interval=DRAWN_AFTER)
        self._rest.timeout.connect(self.draw)
        self._typed = QTimer(self, singleShot=True, interval=DRAWN_AFTER)
        self._typed.timeout.connect(self._find)
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(look.px(look.GAP_2))
        head = QLabel("用谁的资料看")
        head.setBuddy(self.record)
        look.dress(head, "label")
        row.addWidget(head)
        row.addWidget(self.record, 1)
        row.addWidget(self.find, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_1))
        column.addLayout(row)
        column.addWidget(self.said)
        column.addWidget(self.preview, 1)

    def offer(self, *, organizations: bool) -> None:
        """Offer an organization's data beside the invented ones, where the form is about one."""
        self.find.setVisible(organizations)
        self.find.put("")
        self.record.offer(_OFFERED)
        self.remarks = ()
        self._number += 1  # what is still being drawn is of another form

    def _find(self) -> None:
        self._typed.stop()
        text = self.find.value().strip()
        if not text:
            return
        self._asked += 1
        number = self._asked

        def find(_: Any) -> list[tuple[str, str]]:
            from cso_desk.usecases import find

            return [(one.id, one.name) for one in find.find(self._page.desk, text, FOUND_MOST)]

        Reading(self._page, "", find).done(lambda found: self._found(number, found)).start()

    def _found(self, number: int, found: list[tuple[str, str]]) -> None:
        if number == self._asked and found:
            self.record.offer((*_OFFERED, *found))
            self.record.put(found[0][0])
            self.draw()

    def show_layout(self, raw: Mapping[str, Any]) -> None:
        """Draw this layout in a moment."""
        self._raw = raw
        self._rest.start()

    def read_again(self) -> None:
        """Draw again: the record may have changed."""
        if self._raw is not None:
            self._rest.start()

    def draw(self) -> None:
        """Draw now."""
        self._rest.stop()
        raw, record = self._raw, str(self.record.value())
        if raw is None:
            return
        self._number += 1
        number = self._number

        def draw(_: Any) -> Seen:
            from cso_desk.usecases import own_layouts

            return own_layouts.seen(self._page.desk, raw, record)

        work = Reading(self._page, "", draw).done(lambda found: self._show(number, found))
        work.failed(lambda error: self._not_drawn(number, error)).start()

    def _show(self, number: int, found: Seen) -> None:
        if number != self._number:
            return
        self.remarks = found.remarks
        self.said.setText("\n".join(one.message for one in found.remarks if not one.holds))
        self.said.setVisible(bool(self.said.text()))
        if found.pdf:
            bar = self.preview.view.verticalScrollBar()
            at = bar.value()
            self.preview.show_pdf(found.pdf)
            QTimer.singleShot(0, bar, lambda: bar.setValue(at))
        else:
            self.preview.clear("\n".join(one.message for one in found.remarks if one.holds))
        self.seen.emit(found)

    def _not_drawn(self, number: int, error: Exception) -> bool:
        message = getattr(error, "message", "")
        if number == self._number and message:
            self.preview.clear(message)
        return bool(message)
