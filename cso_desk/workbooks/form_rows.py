"""Makes room for more rows in a sheet of another office: style, merges, formulas and print area move as in a spreadsheet."""

from __future__ import annotations

import re
from copy import copy
from typing import Any

_ROWS = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)")
_WHOLE_ROWS = re.compile(r"(\$?)(\d+):(\$?)(\d+)")


class Room:
    """Inserts `count` rows before row `at` of a sheet; `like` is the row (as numbered before) whose looks they take.

    A range that ends at `like` takes the new rows in, also where they come after it.
    """

    def __init__(self, book: Any, sheet: Any, at: int, count: int, like: int) -> None:
        self._book, self._sheet = book, sheet
        self._at, self._count, self._like = at, count, like

    def make(self) -> None:
        """Insert the rows."""
        sheet = self._sheet
        heights = {n: d.height for n, d in sheet.row_dimensions.items() if d.height}
        hidden = {n for n, d in sheet.row_dimensions.items() if d.hidden}
        merges = [area.bounds for area in sheet.merged_cells.ranges]
        for area in list(sheet.merged_cells.ranges):
            sheet.merged_cells.remove(area)
        sheet.insert_rows(self._at, self._count)
        self._shift_formulas()
        self._shift_heights(heights, hidden)
        self._shift_merges(merges)
        self._shift_rules()
        self._dress(heights.get(self._like))

    def _moved(self, row: int, *, end: bool = False) -> int:
        if row >= self._at or (end and row == self._like):
            return row + self._count
        return row

    def _shift_heights(self, heights: dict[int, float], hidden: set[int]) -> None:
        dimensions = self._sheet.row_dimensions
        for number in [*heights, *hidden]:
            dimensions[number].height, dimensions[number].hidden = None, False
        for number, height in heights.items():
            dimensions[self._moved(number)].height = height
        for number in hidden:
            dimensions[self._moved(number)].hidden = True

    def _shift_merges(self, merges: list[tuple[int, int, int, int]]) -> None:
        for left, top, right, bottom in merges:
            down = self._moved(bottom, end=bottom > top)
            self._merge(left, self._moved(top), right, down)
            if top == bottom == self._like:
                for number in range(self._count):
                    self._merge(left, self._at + number, right, self._at + number)

    def _merge(self, left: int, top: int, right: int, bottom: int) -> None:
        from openpyxl.utils import get_column_letter

        area = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
        self._sheet.merged_cells.add(area)

    def _shift_rules(self) -> None:
        """Let drop-downs, filters, the print area and conditional formats reach over the new rows."""
        sheet = self._sheet
        for rule in sheet.data_validations.dataValidation:
            rule.sqref = type(rule.sqref)(self._range(str(rule.sqref)))
        if sheet.auto_filter.ref:
            sheet.auto_filter.ref = self._range(sheet.auto_filter.ref)
        if sheet.print_area:
            sheet.print_area = self._range(sheet.print_area.rpartition("!")[2].replace("$", ""))
        self._shift_conditions()

    def _shift_conditions(self) -> None:
        from openpyxl.formatting.formatting import ConditionalFormattingList

        fresh = ConditionalFormattingList()
        for part in self._sheet.conditional_formatting:
            for rule in part.rules:
                rule.formula = [self._ranges(text) for text in rule.formula]
                fresh.add(self._range(str(part.sqref)), rule)
        self._sheet.conditional_formatting = fresh

    def _shift_formulas(self) -> None:
        for sheet in self._book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f" and isinstance(cell.value, str):
                        cell.value = self._formula(cell.value, sheet is self._sheet)

    def _formula(self, text: str, own: bool) -> str:
        from openpyxl.formula import Tokenizer
        from openpyxl.formula.tokenizer import Token

        tokens = Tokenizer(text)
        for token in tokens.items:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                place, mark, area = token.value.rpartition("!")
                if (place.strip("'").replace("''", "'") == self._sheet.title) if mark else own:
                    token.value = place + mark + self._range(area)
        return str(tokens.render())

    def _ranges(self, text: str) -> str:
        return self._formula(f"={text}", True)[1:]

    def _range(self, area: str) -> str:
        return " ".join(self._one_range(part) for part in area.split(" "))

    def _one_range(self, area: str) -> str:
        if found := _WHOLE_ROWS.fullmatch(area):
            first, top, second, bottom = found.groups()
            low, high = self._moved(int(top)), self._moved(int(bottom), end=True)
            return f"{first}{low}:{second}{high}"
        start, mark, end = area.partition(":")
        start = _ROWS.sub(lambda m: f"{m[1]}{self._moved(int(m[2]))}", start)
        end = _ROWS.sub(lambda m: f"{m[1]}{self._moved(int(m[2]), end=True)}", end)
        return start + mark + end

    def _dress(self, height: float | None) -> None:
        """Give the new rows the looks of the row `like`, and its formulas."""
        from openpyxl.cell.cell import MergedCell
        from openpyxl.formula.translate import Translator

        sheet, like = self._sheet, self._moved(self._like)
        for number in range(self._at, self._at + self._count):
            if height:
                sheet.row_dimensions[number].height = height
            for pattern in sheet[like]:
                cell = sheet.cell(number, pattern.column)
                cell._style = copy(pattern._style)
                if pattern.data_type == "f" and not isinstance(cell, MergedCell):
                    moved = Translator(pattern.value, pattern.coordinate)
                    cell.value = moved.translate_formula(cell.coordinate)
