"""What goes in and out of the policy pack as files: a pack taken in, a version handed on or taken back, holidays."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from ..work import Reading, Writing
from .asking import Ask, AskBand
from .page import Page


class View(Protocol):
    """The view that shows the versions."""

    def choose(self, version: str) -> None:
        """Show a version, the newest where none is named."""

    def read(self) -> None:
        """Read again."""


class PolicyFiles:
    """The verbs of the menu 更多."""

    def __init__(self, page: Page, band: AskBand, view: View) -> None:
        self._page, self._band, self._view = page, band, view

    def ask_withdraw(self, version: str) -> None:
        """Say what taking back means, and do it where the clerk wants it."""
        words = f"收回 {version}？收回后不再施行，版本仍留着备查；已有记录用到的不能收回。"
        answers = [("收回这一版", lambda: self.withdraw(version)), ("先不收回", None)]
        self._page.shell.say.choose(self._page, words, answers)

    def withdraw(self, version: str) -> None:
        """Take a version out of force."""

        def withdraw(_: Any) -> Any:
            from cso_desk.usecases import policy_pack

            return policy_pack.withdraw(self._page.desk, version)

        def done(_: Any) -> None:
            self._page.shell.note(f"已收回 {version}")
            self._view.choose("")

        Writing(self._page, "正在收回", withdraw).done(done).start()

    def pick_pack(self) -> None:
        """Let the clerk choose a pack and say from which day it is in force."""
        say = self._page.shell.say
        say.open_file(self._page, "启用政策包", "政策包 (*.zip)", self._look_at)

    def _look_at(self, file: Path) -> None:
        def look_at(_: Any) -> tuple[str, str]:
            from cso_desk.usecases import policy_pack

            head = policy_pack.check_file(file).head
            return head["title"], head["valid_from"]

        def ask(found: tuple[str, str]) -> None:
            title, begins = found
            asks = [Ask("valid_from", "生效日期", begins, "2027-01-01", width=120)]
            words = f"启用《{title}》：从生效日期起施行，本单位另存的改动不会带过去。"
            self._band.ask(words, asks, "启用", lambda values: self._take(file, values))

        Reading(self._page, "", look_at).done(ask).start()

    def _take(self, file: Path, values: dict[str, str]) -> None:
        def take(_: Any) -> Any:
            from cso_desk.usecases import policy_pack

            day = policy_pack.day_of(values["valid_from"])
            return policy_pack.take_file(self._page.desk, file, day)

        def done(version: str) -> None:
            self._band.hide()
            self._page.shell.note(f"已启用 {version}")
            self._view.choose("")

        Writing(self._page, "正在启用", take).done(done).failed(self._band.tell).start()

    def pick_out(self, version: str) -> None:
        """Let the clerk choose where to write a version."""
        proposed = Path(f"政策包_{version}.zip")
        self._page.shell.say.save_file(
            self._page,
            "导出政策包",
            proposed,
            "政策包 (*.zip)",
            lambda out: self._export(out, version),
        )

    def _export(self, out: Path, version: str) -> None:
        def export(_: Any) -> Any:
            from cso_desk.usecases import policy_pack

            return policy_pack.export(self._page.desk, out, version)

        Reading(self._page, "正在导出", export).done(
            lambda _: self._page.shell.note(f"已导出到 {out.name}")
        ).start()

    def pick_year(self) -> None:
        """Let the clerk choose the holidays of a year."""
        say = self._page.shell.say
        say.open_file(self._page, "导入一年的放假安排", "放假安排 (*.csv)", self._import)

    def _import(self, file: Path) -> None:
        def take(_: Any) -> Any:
            from cso_desk.usecases import working_days

            return working_days.import_year(self._page.desk, file)

        def done(year: int) -> None:
            self._page.shell.note(f"已导入 {year} 年的放假安排")
            self._view.read()

        Writing(self._page, "正在导入", take).done(done).start()
