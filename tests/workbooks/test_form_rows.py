"""Rows that are inserted move everything as a spreadsheet would: a sum over a range stays the sum over the same cells."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from cso_desk.workbooks.form_rows import Room

ROWS = 20


def total(sheet: Any, formula: str) -> int:
    """Return the sum that =SUM(A2:A5) says."""
    found = re.fullmatch(r"=SUM\((?:表!)?\$?A\$?(\d+):\$?A\$?(\d+)\)", formula)
    assert found, formula
    top, bottom = int(found[1]), int(found[2])
    return sum(sheet.cell(row, 1).value or 0 for row in range(top, bottom + 1))


@given(
    st.integers(1, ROWS),
    st.integers(1, ROWS),
    st.integers(2, ROWS),
    st.integers(1, 30),
    st.booleans(),
)
def test_sums_keep_their_cells(top: int, bottom: int, at: int, count: int, fixed: bool) -> None:
    top, bottom = sorted((top, bottom))
    book = Workbook()
    sheet, other = book.active, book.create_sheet("另")
    sheet.title = "表"
    for row in range(1, ROWS + 1):
        sheet.cell(row, 1, 2**row)
    mark = "$" if fixed else ""
    sheet["C1"] = f"=SUM({mark}A{mark}{top}:A{bottom})"
    other["B2"] = f"=SUM(表!A{top}:{mark}A{mark}{bottom})"
    before = total(sheet, sheet["C1"].value)
    Room(book, sheet, at, count, at - 1).make()
    assert total(sheet, sheet["C1"].value) == before
    assert total(sheet, other["B2"].value) == before
    assert [sheet.cell(row, 1).value for row in range(at, at + count)] == [None] * count


def test_whole_rows_other_sheets_and_texts_in_formulas() -> None:
    book = Workbook()
    sheet, other = book.active, book.create_sheet("其他 表")
    sheet.title = "表"
    other["A9"] = 1
    sheet["B1"] = '=IF(A5>0,"见A5","")&SUM(5:9)'
    sheet["B2"] = "='其他 表'!A9+A9+MAX(A:A)"
    Room(book, sheet, 6, 3, 5).make()
    assert sheet["B1"].value == '=IF(A5>0,"见A5","")&SUM(5:12)'
    assert sheet["B2"].value == "='其他 表'!A9+A12+MAX(A:A)"
