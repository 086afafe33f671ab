"""What happens with an error that nobody foresaw: a local report without personal data, and the window stays open."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

HINT = "刚才这一步没有做成，资料没有改动，可以接着做别的。"


class FaultReports:
    """Writes reports into `folder`; they hold places in the program only, never what the clerk typed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def report(self, error: BaseException) -> str:
        """Keep a report of `error` and return the sentence for the clerk."""
        from datetime import datetime

        moment = datetime.now().astimezone()
        file = (
            self._folder
            / "出错记录"
            / f"{moment:%Y%m%d-%H%M%S}-{moment.microsecond // 1000:03d}.txt"
        )
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self._text(error, moment), encoding="utf-8")
        except OSError:
            return f"程序自己出错了。{HINT}"
        return f"程序自己出错了。{HINT}\n出错记录（不含个人信息）已存到：{file}"

    def _text(self, error: BaseException, moment: datetime) -> str:
        import traceback

        from cso_desk import __version__

        lines = [
            f"{moment.isoformat()} CSO Desk {__version__} Python {sys.version.split()[0]} {sys.platform}"
        ]
        seen: BaseException | None = error
        while seen is not None:
            lines.append(type(seen).__name__)
            for frame in traceback.extract_tb(seen.__traceback__):
                lines.append(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}")
            seen = seen.__cause__ or seen.__context__
        return "\n".join(lines) + "\n"

    def catch_all(self, tell: Callable[[str], None]) -> None:
        """Send errors that escape from the window's own code to a report and to `tell`."""

        def hook(
            kind: type[BaseException], error: BaseException, trace: TracebackType | None
        ) -> None:
            if issubclass(kind, KeyboardInterrupt):
                sys.__excepthook__(kind, error, trace)
                return
            tell(self.report(error))

        sys.excepthook = hook
