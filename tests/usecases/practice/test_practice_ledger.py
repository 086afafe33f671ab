"""The shipped practice ledger: real-looking, flawed in known ways, and exactly what the program makes."""

from pathlib import Path

from cso_desk.policy.pack import RESOURCES
from cso_desk.usecases import practice_ledger
from cso_desk.usecases.opening import Desk

SHIPPED = RESOURCES / "practice" / "练习台账.xlsx"


def cells(file: Path) -> list[list[object]]:
    """Return what a spreadsheet shows, without empty ends."""
    from openpyxl import load_workbook

    book = load_workbook(file)
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    return rows


def test_the_shipped_file_is_what_the_program_makes(tmp_path: Path) -> None:
    made = tmp_path / "练习台账.xlsx"
    practice_ledger.write(made)
    assert cells(made) == cells(SHIPPED)
    assert len(cells(SHIPPED)) > 70


def test_it_has_the_flaws_that_ledgers_have() -> None:
    lines = [row for row in practice_ledger.rows() if isinstance(row[0], int)]
    assert sum(practice_ledger.SIZES.values()) == 59
    assert len(lines) == 61
    identities = [str(row[7]) for row in lines if row[7]]
    assert {len(one.replace(" ", "")) for one in identities} == {15, 17, 18}
    assert any("*" in one for one in identities)
    assert sum(row[7] is None for row in lines) > 3
    assert lines[3] == lines[4]
    assert any(row[5] == "王䶮" for row in lines)
    assert any(isinstance(row[6], int) for row in lines)


def test_it_comes_in_whole(town: Desk) -> None:
    from cso_desk.usecases import first_page, import_ledger, lists

    taken = import_ledger.take(town, [SHIPPED]).value
    assert (taken.new, taken.same, taken.refused) == (60, 1, 0)
    assert lists.counts(town)["total"] == 60
    codes = {problem.code for problem in taken.problems}
    assert {
        "id_damaged",
        "id_checksum",
        "id_masked",
        "duplicate_row",
        "community_unmatched",
    } <= codes
    page = first_page.today(town)
    assert page.communities[0].name == "百泉社区"
    assert page.communities[0].count > 0


def test_the_rows_are_the_same_every_time() -> None:
    assert practice_ledger.rows() == practice_ledger.rows()
