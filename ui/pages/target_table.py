"""The table in which targets are typed: one row for each unit right below, empty where nothing is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from .. import look

MEASURES = ("城市社区平均", "农村社区平均", "组织数")
_NUMBER = "组织数"
_WIDTH, _NAME_WIDTH = 110, 220


class TargetTable(QTableWidget):
    """Averages are typed for townships and above, numbers for communities; the other cells cannot be typed in."""

    def __init__(self) -> None:
        super().__init__(0, len(MEASURES))
        self.setHorizontalHeaderLabels(list(MEASURES))
        self.setAccessibleName("年度目标")
        self.setTabKeyNavigation(False)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        names = self.verticalHeader()
        names.setDefaultSectionSize(look.row_height())
        names.setFixedWidth(look.px(_NAME_WIDTH))
        names.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        names.setSectionsClickable(False)
        for at in range(len(MEASURES)):
            self.setColumnWidth(at, look.px(_WIDTH))
        self._units: Sequence[str] = ()
        self._stood: Mapping[tuple[str, str], str] = {}

    def fill(
        self,
        units: Sequence[tuple[str, str, bool]],
        numbers: Mapping[tuple[str, str], str],
    ) -> None:
        """Show units (id, name, whether it is a community) with what this desk asks of them."""
        self._units = [unit for unit, _, _ in units]
        self._stood = dict(numbers)
        self.setRowCount(len(units))
        self.setVerticalHeaderLabels([name for _, name, _ in units])
        for row, (unit, name, community) in enumerate(units):
            for at, measure in enumerate(MEASURES):
                item = QTableWidgetItem(numbers.get((unit, measure), ""))
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name} {measure}")
                if (measure == _NUMBER) != community:
                    item.setFlags(Qt.ItemFlag.NoItemFlags)
                self.setItem(row, at, item)

    def changed(self) -> dict[tuple[str, str], str]:
        """Return what was typed otherwise than it stood, by unit and measure."""
        found = {}
        for row, unit in enumerate(self._units):
            for at, measure in enumerate(MEASURES):
                item = self.item(row, at)
                text = item.text().strip() if item is not None else ""
                if text != self._stood.get((unit, measure), ""):
                    found[unit, measure] = text
        return found

    def go_to(self, unit: str, measure: str) -> None:
        """Put the cursor on a cell that is wrong."""
        if unit in self._units and measure in MEASURES:
            self.setCurrentCell(self._units.index(unit), MEASURES.index(measure))
            self.setFocus()
