"""Files as they really come: with a password, cut off, of an older or a binary format, left behind by an office program."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from cso_desk.errors import Trouble
from cso_desk.workbooks.opening import read_workbook

LEDGERS = Path(__file__).parents[1] / "ledgers"
OLD = next(LEDGERS.glob("04_*.xls"))
BINARY = Path(__file__).with_name("二进制.xlsb")


def record(kind: int, body: bytes) -> bytes:
    """Return one record of a BIFF stream."""
    return struct.pack("<HH", kind, len(body)) + body


def refused(file: Path) -> Trouble:
    """Return what is said of a file that is not taken."""
    with pytest.raises(Trouble) as told:
        read_workbook(file)
    return told.value


@pytest.mark.parametrize("ending", ["xls", "et"])
def test_an_older_workbook_with_a_password_says_so(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"台账.{ending}"
    begin = record(0x809, struct.pack("<HH12x", 0x600, 5))
    file.write_bytes(begin + record(0x2F, bytes(54)) + record(0x0A, b""))
    assert refused(file).code == "WORKBOOK_ENCRYPTED"


def test_the_password_is_found_inside_the_container(tmp_path: Path) -> None:
    whole = OLD.read_bytes()
    at = whole.index(record(0x809, struct.pack("<HH", 0x600, 5))[4:8]) - 4
    size = struct.unpack_from("<H", whole, at + 2)[0]
    place = at + 4 + size
    length = struct.unpack_from("<H", whole, place + 2)[0]
    file = tmp_path / "台账.xls"
    file.write_bytes(whole[:place] + struct.pack("<HH", 0x2F, length) + whole[place + 4 :])
    assert refused(file).code == "WORKBOOK_ENCRYPTED"
    assert read_workbook(OLD).sheets


def test_a_workbook_of_the_time_before_unicode_is_not_guessed(tmp_path: Path) -> None:
    file = tmp_path / "台账.xls"
    file.write_bytes(record(0x809, struct.pack("<HH4x", 0x500, 5)) + record(0x0A, b""))
    told = refused(file)
    assert told.code == "NOT_A_WORKBOOK" and "另存为 .xlsx" in told.message


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_workbook_that_was_cut_off_is_called_so(tmp_path: Path, share: float) -> None:
    whole = OLD.read_bytes()
    file = tmp_path / "台账.xls"
    file.write_bytes(whole[: int(len(whole) * share)])
    assert refused(file).code == "WORKBOOK_BROKEN"


def test_a_binary_workbook_is_read() -> None:
    book = read_workbook(BINARY)
    assert book.format == "xlsb"
    (sheet,) = book.sheets
    assert any("组织名称" in str(cell) for row in sheet.rows[:4] for cell in row)
    assert len(sheet.rows) > 20


def test_what_an_office_program_left_beside_an_open_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / "~$台账.xlsx"
    file.write_bytes(b"x" * 165)
    assert "临时文件" in refused(file).message


def test_a_title_in_a_table_of_its_own_is_not_the_first_sheet_of_a_page(tmp_path: Path) -> None:
    file = tmp_path / "台账.xls"
    file.write_text(
        "<table><tr><td colspan=2>百泉镇台账</td></tr></table>"
        "<table><tr><td>组织名称</td><td>负责人</td></tr><tr><td>甲队</td><td>王练习</td></tr></table>",
        encoding="utf-8",
    )
    names = {sheet.name: len(sheet.rows) for sheet in read_workbook(file).sheets}
    assert names == {"html": 2, "html2": 1}
