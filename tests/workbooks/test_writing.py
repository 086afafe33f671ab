"""Written tables: texts stay texts, heads repeat in print, nothing half-made is left."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from cso_desk.errors import Trouble
from cso_desk.workbooks.ledger_writing import clean, write_ledger

HEADINGS = ["组织名称", "身份证号", "人数"]
ROWS = [["=1+1互助会", "410782199001011234", 12], ["@爱心社", "007", None]]


def test_numbers_of_persons_and_baits_stay_text(tmp_path: Path) -> None:
    out = tmp_path / "台账.xlsx"
    assert write_ledger(out, HEADINGS, ROWS, title="台账") == 2
    sheet = load_workbook(out).active
    cells = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert cells[0] == [("=1+1互助会", "s"), ("410782199001011234", "s"), (12, "n")]
    assert cells[1][:2] == [("@爱心社", "s"), ("007", "s")]


def test_it_prints_on_a4_across_with_repeated_heads(tmp_path: Path) -> None:
    out = tmp_path / "台账.xlsx"
    write_ledger(out, HEADINGS, ROWS, title="百泉镇台账")
    sheet = load_workbook(out).active
    assert sheet["A1"].value == "百泉镇台账"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.print_area.endswith("$A$1:$C$4")


def test_more_rows_than_are_measured_all_arrive(tmp_path: Path) -> None:
    out = tmp_path / "台账.xlsx"
    rows = [[f"第{number}队", "", number] for number in range(501)]
    assert write_ledger(out, HEADINGS, rows, title="台账") == 501
    names = [row[0] for row in load_workbook(out).active.iter_rows(min_row=3, values_only=True)]
    assert names == [row[0] for row in rows]


def test_a_place_that_cannot_be_written_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    out = tmp_path / "台账.xlsx"
    out.mkdir()
    with pytest.raises(Trouble, match=r"写不进 台账\.xlsx"):
        write_ledger(out, HEADINGS, ROWS, title="台账")
    assert list(tmp_path.iterdir()) == [out]


@given(st.text())
def test_a_cleaned_text_has_nothing_that_a_sheet_cannot_keep(text: str) -> None:
    kept = clean(text)
    assert all(c >= " " or c in "\n\t" for c in kept)
    assert clean(kept) == kept
