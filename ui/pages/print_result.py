"""What came of a print: pages and files, what was left to fill by hand, what was not printed and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from .. import look
from ..pieces import button, label

if TYPE_CHECKING:
    from cso_desk.usecases.print_forms import Printed

MOST = 8
"""Organizations whose blanks are named; of the others the number is told."""


class PrintResult(QWidget):
    """Words, and the way to the folder that files were written to."""

    def __init__(self) -> None:
        super().__init__()
        self._folder: Path | None = None
        self.words = label("", "", wrap=True, pick=True)
        self.open_folder = button("打开所在文件夹", "folder-open", "link", self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_1))
        column.addWidget(self.words)
        column.addWidget(self.open_folder, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def tell(self, first: str, found: Printed, folder: Path | None) -> None:
        """Tell of a print; `folder` is where its files lie, None where it went to a printer."""
        lines = [first]
        lines += [
            f"{name}：留空待手填 {'、'.join(fields)}" for name, fields in found.incomplete[:MOST]
        ]
        if len(found.incomplete) > MOST:
            lines.append(f"还有 {len(found.incomplete) - MOST} 个组织有留空的项目。")
        lines += [f"没有打印 {name}：{message}" for name, message in found.skipped]
        self._folder = folder
        self.words.setText("\n".join(lines))
        self.open_folder.setVisible(folder is not None)
        self.show()

    def _open(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
