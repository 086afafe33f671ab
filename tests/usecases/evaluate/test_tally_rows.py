"""The rows of a tally form: whatever is wrong is named by row and column, and nothing is half taken."""

from pathlib import Path

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import tally_rows
from cso_desk.usecases.tally_rows import AMBIGUOUS, HEADING

KNOWN = {"夕阳红舞蹈队": "id-1", "id-1": "id-1", "合唱团": AMBIGUOUS, "id-2": "id-2"}
LINE = "夕阳红舞蹈队,两委,10,10,10,10,9,1,1,5,2,1,0"


def row(text: str = LINE) -> dict[str, str]:
    return dict(zip(HEADING, text.split(","), strict=True))


def faults(*rows: dict[str, str]) -> list[tuple[str, str, str]]:
    with pytest.raises(Problems) as caught:
        tally_rows.check_rows(rows, KNOWN)
    return [(one.where, one.field, one.code) for one in caught.value.problems]


def test_a_good_row() -> None:
    (taken,) = tally_rows.check_rows([row()], KNOWN)
    assert (taken.organization, taken.group) == ("id-1", "两委")
    assert taken.counts["优秀"] == 5


def test_wide_digits_and_units_are_read() -> None:
    (taken,) = tally_rows.check_rows([{**row(), "应到": "１０人", "发出": " 10 张"}], KNOWN)
    assert (taken.counts["应到"], taken.counts["发出"]) == (10, 10)


def test_rows_without_counts_are_for_later() -> None:
    blank = row("夕阳红舞蹈队,居民,,,,,,,,,,,")
    assert len(tally_rows.check_rows([row(), blank], KNOWN)) == 1


def test_all_faults_of_all_rows_are_told_at_once() -> None:
    found = faults(
        {**row(), "收回": "11"},
        {**row(), "组织": "没有的队"},
        {**row(), "投票方": "群众"},
        {**row(), "优秀": ""},
        {**row(), "不合格": "-1"},
        {**row(), "组织": "合唱团"},
    )
    assert ("计票表第 1 行", "收回", "count_order") in found
    assert ("计票表第 2 行", "组织", "unknown_organization") in found
    assert ("计票表第 3 行", "投票方", "not_in_list") in found
    assert ("计票表第 4 行", "优秀", "missing_required") in found
    assert ("计票表第 5 行", "不合格", "out_of_range") in found
    assert ("计票表第 6 行", "组织", "unknown_organization") in found


def test_the_same_row_twice_is_refused() -> None:
    assert faults(row(), row()) == [("计票表第 2 行", "组织", "duplicate_row")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_of_excel_and_wps(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "计票.csv"
    file.write_bytes(f"{','.join(HEADING)}\r\n{LINE}\r\n".encode(encoding))
    assert tally_rows.read_csv(file) == [row()]


def test_a_csv_with_another_heading_names_the_missing_column(tmp_path: Path) -> None:
    file = tmp_path / "计票.csv"
    file.write_text("组织,投票方,应到\n", "utf-8")
    with pytest.raises(Problems) as caught:
        tally_rows.read_csv(file)
    assert caught.value.problems[0].field == "实到"


def test_a_missing_or_strange_file(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="打不开"):
        tally_rows.read_csv(tmp_path / "没有.csv")
    (tmp_path / "坏.csv").write_bytes(b"\xff\xff\xff\xff")
    with pytest.raises((Trouble, Problems)):
        tally_rows.read_csv(tmp_path / "坏.csv")
