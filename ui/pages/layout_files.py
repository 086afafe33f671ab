"""What goes in and out of 表样 as files: one form handed on or read in; and a version taken back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..work import Reading, Writing

if TYPE_CHECKING:
    from .layout_page import LayoutPage

_KINDS = "表样文件 (*.json)"


class LayoutFiles:
    """The verbs of the menu 更多, on the form that is open."""

    def __init__(self, page: LayoutPage) -> None:
        self._page = page

    def pick_out(self) -> None:
        """Let the clerk choose where to write the layout as it stands, saved or not."""
        editing = self._page.editing
        if editing is None:
            return
        code, raw = self._page.code, editing.raw
        proposed = Path(f"表样_{code}_{raw['title']}.json".replace("/", "_"))
        self._page.shell.say.save_file(
            self._page, "导出表样", proposed, _KINDS, lambda out: self._export(code, raw, out)
        )

    def _export(self, code: str, raw: Mapping[str, Any], out: Path) -> None:
        def export(_: Any) -> Any:
            from cso_desk.usecases import own_layouts

            return own_layouts.write_file(self._page.desk, code, out, raw)

        Reading(self._page, "正在导出", export).done(
            lambda _: self._page.shell.note(f"已导出到 {out.name}")
        ).start()

    def pick_in(self) -> None:
        """Let the clerk choose the file of another office; what it says is shown and not saved yet."""
        if self._page.editing is not None:
            self._page.shell.say.open_file(self._page, "导入表样", _KINDS, self._import)

    def _import(self, file: Path) -> None:
        code = self._page.code

        def read(_: Any) -> Any:
            from cso_desk.usecases import own_layouts

            return own_layouts.read_file(file, code)

        def done(raw: Any) -> None:
            if self._page.editing is not None and code == self._page.code:
                self._page.take(raw, f"已读入 {file.name}，保存后起作用")

        Reading(self._page, "", read).done(done).start()

    def withdraw(self, version: str) -> None:
        """Take the version out of force that was just saved."""

        def withdraw(_: Any) -> Any:
            from cso_desk.usecases import policy_pack

            return policy_pack.withdraw(self._page.desk, version)

        def done(_: Any) -> None:
            self._page.shell.note(f"已收回 {version}")
            self._page.read()

        Writing(self._page, "正在收回", withdraw).done(done).start()
