"""管理制度 of the chosen organizations: adopt the templates for all of them, change and print; a federation's covenant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from cso_desk.errors import Problems

from .. import look
from ..forms.inputs import Choice, Line, Ticks
from ..pieces import button, clear, label
from ..work import Reading, Writing
from .page import Page

COVENANT = "自律公约"


class RulesView(QWidget):
    """The rules of one organization, or what many shall adopt at once."""

    left = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.organizations: tuple[str, ...] = ()
        self.title = label("", "title")
        self.problem = label("", "problem", wrap=True)
        self.problem.setAccessibleName("问题")
        self.state = label("", "second", wrap=True)
        self.state.setAccessibleName("制度情况")
        self.kinds = Ticks(())
        self.kind = Choice(())
        self.day = Line("2026-03-12")
        self.day.setFixedWidth(look.px(150))
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("制度正文")
        self.text.setTabChangesFocus(True)
        self.adopt = button("按范本制定", "plus", "primary", self._adopt)
        self.save = button("保存这项制度", "save", "", self._save)
        self.paper = button("打印制度", "printer", "", self._print)
        self.sign = button("全体成员已签约", "check", "", self._sign)
        self.sheet = button("打印签约表", "printer", "", self._print_covenant)
        QShortcut(QKeySequence("Esc"), self, self.left.emit).setContext(
            Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        self._lay_out()

    def _lay_out(self) -> None:
        head, self._adopting, one = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row in (head, self._adopting, one):
            row.setSpacing(look.px(look.GAP_2))
        head.addWidget(button("返回", "arrow-left", "quiet", self.left.emit))
        head.addWidget(self.title)
        head.addStretch(1)
        for part in (self.paper, self.adopt):
            head.addWidget(part)
        self._one = QWidget()
        named = label("制度", "label")
        named.setBuddy(self.kind)
        self.kind.setAccessibleName("制度")
        self.kind.setMinimumWidth(look.px(200))
        for part in (named, self.kind, self.save, self.sign, self.sheet):
            one.addWidget(part)
        one.addStretch(1)
        inside = QVBoxLayout(self._one)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(one)
        inside.addWidget(self.text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(head)
        column.addLayout(self._adopting)
        column.addWidget(self.state)
        column.addWidget(self.problem)
        column.addWidget(self._one, 1)
        column.addStretch(0)
        self.kind.edited.connect(self._read_text)

    def open(self, organizations: Sequence[str]) -> None:
        """Show what these organizations have."""
        self.organizations = tuple(organizations)
        self.problem.hide()
        self._one.setVisible(len(self.organizations) == 1)

        def read(_: Any) -> tuple[list[str], str, list[str], bool]:
            from cso_desk.usecases import management_rules, register

            desk = self._page.desk
            shown = register.show(desk, self.organizations[0])
            lines = [
                f"{one.kind} 第 {one.version} 版 {one.adopted_on}".strip()
                for one in management_rules.listed(desk, self.organizations[0])
            ]
            hub = shown.values["hub"] == "是"
            return management_rules.kinds(desk), shown.values["name"], lines, hub

        Reading(self._page, "", read).done(lambda found: self._fill(*found)).start()

    def _fill(self, kinds: list[str], name: str, lines: list[str], hub: bool) -> None:
        many = len(self.organizations) > 1
        self.title.setText(
            f"管理制度 {len(self.organizations)} 个组织" if many else f"管理制度 {name}"
        )
        clear(self._adopting)
        self.kinds = Ticks(kinds)
        self.kinds.put("；".join(kinds))
        self.kinds.setAccessibleName("要制定的制度")
        day = label("通过日期", "label")
        self.day = Line("2026-03-12")
        self.day.setFixedWidth(look.px(150))
        self.day.setAccessibleName("通过日期")
        day.setBuddy(self.day)
        for part in (self.kinds, day, self.day):
            self._adopting.addWidget(part)
        self._adopting.addStretch(1)
        had = "已有：" + "；".join(lines) if lines else "还没有管理制度。"
        self.state.setText("已有制度的组织保持原样，没有的按范本制定。" if many else had)
        chosen = self.kind.value()
        self.kind.clear()
        self.kind.addItems([*kinds, COVENANT] if hub else kinds)
        self.kind.setCurrentIndex(max(self.kind.findText(chosen), 0))
        if not many:
            self._read_text()

    def _read_text(self) -> None:
        organization, kind = self.organizations[0], self.kind.value()
        for part in (self.sign, self.sheet):
            part.setVisible(kind == COVENANT)

        def read(_: Any) -> str:
            from cso_desk.usecases import management_rules

            return management_rules.proposed(self._page.desk, organization, kind)

        Reading(self._page, "", read).done(self.text.setPlainText).start()

    def _write(self, words: str, work: Any, note: str) -> None:
        self.problem.hide()

        def done(result: Any) -> None:
            failed = "；".join(
                f"{one.organization}：{one.message}" for one in getattr(result, "failed", ())
            )
            self._page.shell.noted(note)
            self.open(self.organizations)
            if failed:
                self.problem.setText(failed)
                self.problem.show()

        Writing(self._page, words, lambda _: work()).done(done).failed(self._refused).start()

    def _refused(self, error: Exception) -> bool:
        if not isinstance(error, Problems):
            return False
        self.problem.setText("\n".join(one.message for one in error.problems))
        self.problem.show()
        return True

    def _adopt(self) -> None:
        from cso_desk.usecases import management_rules

        kinds = [one for one in self.kinds.value().split("；") if one]
        day, ids, desk = self.day.value(), self.organizations, self._page.desk
        self._write(
            "正在制定管理制度",
            lambda: management_rules.adopt_many(desk, ids, kinds, day),
            "管理制度已按范本制定",
        )

    def _save(self) -> None:
        from cso_desk.usecases import covenants, management_rules

        kind, text, day = self.kind.value(), self.text.toPlainText(), self.day.value()
        desk, organization = self._page.desk, self.organizations[0]

        def save() -> Any:
            if kind == COVENANT:
                return covenants.keep(desk, organization, text, day)
            return management_rules.adopt(desk, organization, kind, text, day)

        self._write("正在保存制度", save, f"{kind}已保存")

    def _sign(self) -> None:
        from cso_desk.usecases import covenants

        desk, hub, day = self._page.desk, self.organizations[0], self.day.value()

        def sign() -> Any:
            lines = covenants.signatories(desk, hub)
            waiting = [one["organization"] for one in lines if not one["signed_on"]]
            return covenants.sign(desk, hub, waiting, day or str(desk.clock.today()))

        self._write("正在记签约", sign, "签约已记下")

    def _print(self) -> None:
        from cso_desk.usecases import management_rules

        ids = self.organizations
        self._paper(
            "管理制度.pdf", lambda out: management_rules.print_rules(self._page.desk, ids, out)
        )

    def _print_covenant(self) -> None:
        from cso_desk.usecases import covenants

        hub = self.organizations[0]
        self._paper("自律公约.pdf", lambda out: covenants.print_covenant(self._page.desk, hub, out))

    def _paper(self, proposed: str, work: Any) -> None:
        def chosen(out: Path) -> None:
            Writing(self._page, "正在打印", lambda _: work(out)).done(
                lambda printed: self._printed(out, printed)
            ).start()

        self._page.shell.say.save_file(self._page, "打印", Path(proposed), "PDF (*.pdf)", chosen)

    def _printed(self, out: Path, printed: Any) -> None:
        self._page.shell.note(f"已存到 {out}")
        self.problem.setText("；".join(f"{name}没有打印：{why}" for name, why in printed.skipped))
        self.problem.setVisible(bool(printed.skipped))
