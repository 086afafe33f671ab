"""The sentences for files that cannot be read as a ledger."""

from __future__ import annotations

from pathlib import Path

from cso_desk.errors import Trouble


def missing(path: Path) -> Trouble:
    """There is no such file."""
    return Trouble(
        "FILE_MISSING", f"找不到文件“{path.name}”，请核对位置；如在U盘上，请确认U盘已插好。"
    )


def unreadable(path: Path) -> Trouble:
    """The system does not let us read it."""
    return Trouble(
        "FILE_UNREADABLE",
        f"打不开“{path.name}”，可能正被别的程序占用，请先在 WPS 或 Excel 里关闭它再试。",
    )


def encrypted(path: Path) -> Trouble:
    """It has an opening password."""
    return Trouble(
        "WORKBOOK_ENCRYPTED",
        f"“{path.name}”设有打开密码，读不了。请在 WPS 或 Excel 里输入密码打开，取消密码后另存，再导入。",
    )


def empty(path: Path) -> Trouble:
    """Nothing is in it."""
    return Trouble("WORKBOOK_EMPTY", f"“{path.name}”里没有内容，请核对是不是选错了文件。")


def broken(path: Path) -> Trouble:
    """It is a spreadsheet that cannot be read to its end."""
    return Trouble(
        "WORKBOOK_BROKEN",
        f"“{path.name}”不完整或已损坏，读不了。请用 WPS 或 Excel 打开后另存为 .xlsx 再导入；打不开时请向原单位重新要一份。",
    )


def not_a_workbook(path: Path, what: str = "") -> Trouble:
    """It is another kind of file."""
    said = f"是{what}，" if what else ""
    return Trouble(
        "NOT_A_WORKBOOK",
        f"“{path.name}”{said}不是表格文件。请选择 .xlsx、.xls、.et 或 .csv 的台账；内容在别的文件里的，请先复制到表格中。",
    )


def left_by_office(path: Path) -> Trouble:
    """Word or Excel keeps it beside a file that is open."""
    return Trouble(
        "NOT_A_WORKBOOK",
        f"“{path.name}”是打开表格时留下的临时文件，请选名字里没有“~$”的那一个。",
    )


def ancient(path: Path) -> Trouble:
    """It is of a time before Unicode."""
    return Trouble(
        "NOT_A_WORKBOOK",
        f"“{path.name}”是很旧的 Excel 5.0/95 格式，读不了。请用 WPS 或 Excel 打开，另存为 .xlsx 再导入。",
    )


def too_big(path: Path) -> Trouble:
    """It has more rows, columns or bytes than the program takes."""
    return Trouble(
        "WORKBOOK_TOO_BIG",
        f"“{path.name}”太大（一次最多 40 万行、1000 列），没有读取。请删去表格以外的空行空列，或按乡镇分成几个文件再导入。",
    )
