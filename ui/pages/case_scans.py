"""Puts scans of signed and sealed paper to a filing case, from its detail."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..work import Writing
from .page import Page
from .print_log import SCANS

if TYPE_CHECKING:
    from cso_desk.usecases.cases import ShownCase

    from .filing_detail import CaseDetail


class CaseScans:
    """Asks for the files of a case and puts them to it."""

    def __init__(self, page: Page, detail: CaseDetail) -> None:
        self._page = page
        detail.scan_wanted.connect(self._ask)

    def _ask(self, case: ShownCase) -> None:
        self._page.shell.say.open_files(
            self._page,
            "选择签字盖章后的扫描件",
            SCANS,
            lambda files: self._attach(case, files),
        )

    def _attach(self, case: ShownCase, files: list[Path]) -> None:
        desk = self._page.desk

        def attach(progress: Any) -> Any:
            from cso_desk.usecases import print_log

            return print_log.attach_to_case(desk, case.organization, case.id, files, progress)

        def attached(added: Any) -> None:
            self._page.shell.noted(f"已附到 {case.name} 这件备案 {len(added.ids)} 个扫描件")
            if added.refused:
                words = "\n".join(one.message for one in added.refused)
                self._page.shell.say.trouble(self._page, words)

        Writing(self._page, "正在附上扫描件", attach).done(attached).start()
