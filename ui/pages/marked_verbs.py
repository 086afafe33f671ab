"""What can be done with all organizations that are marked in the list: file, change, print."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from ..lists import ListPanel
from ..pieces import button
from .cases_button import CasesButton
from .page import ForOrganizations, OpenCases, Page


class MarkedVerbs:
    """Buttons that show while more than one organization is marked; `edit` opens the change of them all."""

    def __init__(self, page: Page, edit: Callable[[], None]) -> None:
        self._page = page
        self.cases = CasesButton(page, self._open_cases)
        self.edit = button("批量修改…", "pencil", "", edit)
        self.print = button("打印…", "printer", "", self._print)
        self.judge = button("评议…", "vote", "", self._judge)
        self.send_back = button("退回修改…", "pencil", "", self._send_back)
        self.list: ListPanel | None = None
        for verb in self.buttons():
            verb.hide()

    def buttons(self) -> tuple[QPushButton, ...]:
        """Return the buttons in their order."""
        return self.cases, self.edit, self.print, self.judge, self.send_back

    def show_count(self, count: int) -> None:
        """Show for how many organizations the verbs are."""
        shell = self._page.shell
        self.cases.show_count(count, shell.has("备案"))
        self.edit.setVisible(count > 1)
        self.print.setVisible(count > 1 and shell.has("打印"))
        self.judge.setVisible(count > 1 and shell.has("评议"))
        row = self.list.current() if self.list is not None else None
        from_below = row is not None and not row.mine
        self.send_back.setVisible(count > 1 and from_below)
        self.print.setText(f"打印选中的 {count} 个…")

    def _open_cases(self, kind: str) -> None:
        assert self.list is not None
        go = self._page.shell.go
        self.list.with_chosen(lambda ids: go("备案", OpenCases(tuple(ids), kind)))

    def _print(self) -> None:
        assert self.list is not None
        go = self._page.shell.go
        self.list.with_chosen(lambda ids: go("打印", ForOrganizations(tuple(ids))))

    def _send_back(self) -> None:
        assert self.list is not None
        go = self._page.shell.go
        self.list.with_chosen(lambda ids: go("退回修改", ForOrganizations(tuple(ids))))

    def _judge(self) -> None:
        assert self.list is not None
        go = self._page.shell.go
        self.list.with_chosen(lambda ids: go("评议", ForOrganizations(tuple(ids))))
