"""An old charter comes in: a file or pasted text, matched to the template's clauses, kept as a version as it is."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from cso_desk.errors import Problems

from .. import look
from ..forms.inputs import Line
from ..pieces import button, label
from ..work import Reading, Writing
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.clause_matching import Matched

_KINDS = "章程文件 (*.docx *.txt);;所有文件 (*)"


class CharterArrival(QWidget):
    """One organization at a time."""

    left = Signal()
    kept = Signal(str)

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.organization = ""
        self.title = label("", "title")
        self.problem = label("", "problem", wrap=True)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("章程正文")
        self.text.setPlaceholderText("把原有章程粘贴在这里，或者选 Word 文件（.docx）。")
        self.text.setTabChangesFocus(True)
        self.result = QTextBrowser()
        self.result.setAccessibleName("与范本对照")
        self.passed, self.reported = Line("2019-05-01"), Line("2019-05-10")
        self.choose = button("选章程文件", "folder-open", "", self._choose)
        self.match = button("与范本对照", "search", "", self._match)
        self.keep = button("存为一版章程", "save", "primary", self._keep)
        QShortcut(QKeySequence("Ctrl+S"), self, self._keep).setContext(
            Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        QShortcut(QKeySequence("Esc"), self, self.left.emit).setContext(
            Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        self._lay_out()

    def _lay_out(self) -> None:
        head, dates = QHBoxLayout(), QHBoxLayout()
        for row in (head, dates):
            row.setSpacing(look.px(look.GAP_2))
        head.addWidget(button("返回", "arrow-left", "quiet", self.left.emit))
        head.addWidget(self.title)
        head.addStretch(1)
        for part in (self.choose, self.match, self.keep):
            head.addWidget(part)
        for words, made in (("通过日期", self.passed), ("报备日期", self.reported)):
            name = label(words, "label")
            name.setBuddy(made)
            made.setAccessibleName(words)
            made.setFixedWidth(look.px(150))
            dates.addWidget(name)
            dates.addWidget(made)
        dates.addStretch(1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.text)
        split.addWidget(self.result)
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(head)
        column.addLayout(dates)
        column.addWidget(self.problem)
        column.addWidget(split, 1)

    def open(self, organization: str, name: str) -> None:
        """Begin with nothing."""
        self.organization = organization
        self.title.setText(f"导入原有章程 {name}")
        for made in (self.passed, self.reported):
            made.put("")
        self.text.clear()
        self.result.clear()
        self.problem.hide()
        self.text.setFocus()

    def _choose(self) -> None:
        def chosen(file: Path) -> None:
            def read(_: Any) -> list[str]:
                from cso_desk.usecases import charter_import

                return charter_import.paragraphs_of(file)

            Reading(self._page, "", read).done(self._came).start()

        self._page.shell.say.open_file(self._page, "选章程文件", _KINDS, chosen)

    def _came(self, paragraphs: list[str]) -> None:
        self.text.setPlainText("\n".join(paragraphs))
        self._match()

    def _match(self) -> None:
        organization, text = self.organization, self.text.toPlainText()
        self.problem.hide()

        def match(_: Any) -> tuple[Matched, list[str]]:
            from cso_desk.usecases import charter_import

            paragraphs = charter_import.paragraphs_of_text(text)
            found = charter_import.look(self._page.desk, organization, paragraphs)
            return found, charter_import.missing(self._page.desk, found)

        Reading(self._page, "", match).done(lambda found: self._show(*found)).start()

    def _show(self, found: Matched, lacking: list[str]) -> None:
        from cso_desk.usecases.charter_text import number

        rows = "".join(
            f"<tr><td>{escape(one.title)}</td><td>"
            + ("、".join(number(place + 1) for place in one.places) or _none(one.required))
            + "</td></tr>"
            for one in found.matches
        )
        extra = "".join(
            f"<p>{number(place + 1)}　{escape(found.clauses[place].text)}</p>"
            for place in found.extra
        )
        self.result.setHtml(
            f"<p><b>应写明而没写的内容：</b>{escape('、'.join(lacking) or '无')}</p>"
            f"<p><b>范本没有的条款（{len(found.extra)} 条，照样保留）：</b></p>{extra}"
            "<table border='1' cellspacing='0' cellpadding='4' width='100%'>"
            f"<tr><th>范本条款</th><th>原有章程里的第几条</th></tr>{rows}</table>"
        )

    def _keep(self) -> None:
        organization, text = self.organization, self.text.toPlainText()
        dates = (self.passed.value(), self.reported.value())
        self.problem.hide()

        def keep(_: Any) -> Any:
            from cso_desk.usecases import charter_import

            paragraphs = charter_import.paragraphs_of_text(text)
            return charter_import.keep(self._page.desk, organization, paragraphs, *dates)

        Writing(self._page, "正在保存章程", keep).done(lambda _: self._kept()).failed(
            self._refused
        ).start()

    def _kept(self) -> None:
        self._page.shell.noted("原有章程已存为一版")
        self.kept.emit(self.organization)

    def _refused(self, error: Exception) -> bool:
        if not isinstance(error, Problems):
            return False
        self.problem.setText("\n".join(one.message for one in error.problems))
        self.problem.show()
        fields = {"passed_on": self.passed, "reported_on": self.reported}
        fields.get(error.problems[0].field, self.text).setFocus()
        return True


def _none(required: bool) -> str:
    return "<b>缺</b>" if required else "没有（可选）"
