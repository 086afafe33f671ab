"""The bottom line: work under way with its progress and 停止, and the newest backup that can be restored."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from . import look
from .pieces import button, label
from .work import Works

APPEARS_AFTER = 0.6
"""Seconds that work may take before it is shown."""
LOOKS_EVERY = 120
"""Milliseconds between two looks at the progress."""


class BottomLine(QWidget):
    """Looks at what runs, only while something does."""

    def __init__(self, works: Works) -> None:
        super().__init__(objectName="bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(look.px(look.BOTTOM))
        self._works = works
        self.words = label("", "second")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedWidth(look.px(180))
        self.stop = button("停止", "", "link", self._stop)
        self.right = label("", "second")
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(look.GAP_4), 0, look.px(look.GAP_4), 0)
        row.setSpacing(look.px(look.GAP_3))
        for part in (self.words, self.bar, self.stop):
            row.addWidget(part)
            part.hide()
        row.addStretch(1)
        row.addWidget(self.right)
        self._clock = QTimer(self, interval=LOOKS_EVERY)
        self._clock.timeout.connect(self._show_work)
        works.changed.connect(self._works_changed)

    def _works_changed(self) -> None:
        if self._works.titled():
            self._clock.start()
        else:
            self._clock.stop()
        self._show_work()

    def _show_work(self) -> None:
        under_way = [
            work for work in self._works.titled() if monotonic() - work.began >= APPEARS_AFTER
        ]
        for part in (self.words, self.bar, self.stop):
            part.setVisible(bool(under_way))
        if not under_way:
            return
        work = under_way[0]
        seen = work.progress
        counted = f" {seen.done}/{seen.total}" if seen.steps and seen.total > 1 else ""
        more = f"（另有 {len(under_way) - 1} 项）" if len(under_way) > 1 else ""
        text = f"　{seen.text}" if seen.text else ""
        self.words.setText(f"{work.title}{counted}{text}{more}")
        self.bar.setRange(0, seen.total if seen.steps else 0)
        self.bar.setValue(seen.done)
        self.bar.setAccessibleName(work.title)
        self.stop.setEnabled(seen.steps and not seen.stop)
        self.stop.setText("正在停止" if seen.stop else "停止")

    def _stop(self) -> None:
        for work in self._works.titled()[:1]:
            work.stop()
        self._show_work()
