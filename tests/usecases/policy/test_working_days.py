"""The desk's calendar: the packs' years, an imported year before them, and refusals by line."""

from datetime import date
from pathlib import Path

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.policy import default_pack
from cso_desk.usecases import policy_pack, working_days
from cso_desk.usecases.opening import Desk

HEAD = "日期,类型,名称\n"


def csv(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "放假.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_the_shipped_years_are_there(town: Desk) -> None:
    years = working_days.years_of(town)
    assert [one.year for one in years] == [2024, 2025, 2026]
    assert years[-1].document.startswith("国办发明电〔2025〕7号")
    found = working_days.due(town, date(2026, 9, 24), 5, "工作日")
    assert (found.day, found.notes) == (date(2026, 10, 9), ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_year_is_imported(town: Desk, tmp_path: Path, encoding: str) -> None:
    before = working_days.due(town, date(2026, 12, 31), 1, "工作日")
    assert (before.day, len(before.notes)) == (date(2027, 1, 1), 1)
    text = f"{HEAD}2027-01-01,休,元旦\n2027年1月2日,休,\n2026/12/27,班,\n\n"
    done = working_days.import_year(town, csv(tmp_path, text, encoding))
    assert done.value == 2027
    after = working_days.due(town, date(2026, 12, 31), 1, "工作日")
    assert (after.day, after.notes) == (date(2027, 1, 4), ())
    assert working_days.calendar_of(town).works(date(2026, 12, 27))
    newest = working_days.years_of(town)[-1]
    assert (newest.year, newest.document, newest.imported) == (2027, "放假.csv", True)


def test_an_imported_year_is_replaced_whole(town: Desk, tmp_path: Path) -> None:
    working_days.import_year(town, csv(tmp_path, f"{HEAD}2027-03-01,休,\n"))
    working_days.import_year(town, csv(tmp_path, f"{HEAD}2027-03-02,休,\n"), "县里的通知")
    days = working_days.calendar_of(town)
    assert days.works(date(2027, 3, 1))
    assert not days.works(date(2027, 3, 2))
    assert working_days.years_of(town)[-1].document == "县里的通知"


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("day,kind\n2027-01-01,休\n", "csv!1", "第一行应为 日期,类型"),
        (HEAD, "csv!2", "没有日期"),
        (f"{HEAD}2027-02-30,休,\n", "csv!2", "第 2 行"),
        (f"{HEAD}2027-02,休,\n", "csv!2", "要写到日"),
        (f"{HEAD}2027-01-01,假,\n", "csv!2", "休（放假）或 班"),
        (f"{HEAD}2027-01-01,休,\n2027-01-01,班,\n", "csv!3", "既写了休又写了班"),
        (f"{HEAD}2027-01-01,休,\n2027-01-02,休,\n2028-01-02,休,\n", "csv!4", "一个文件只放一年"),
    ],
)
def test_bad_lines_are_named_and_change_nothing(
    town: Desk, tmp_path: Path, text: str, where: str, words: str
) -> None:
    with pytest.raises(Problems, match=words) as caught:
        working_days.import_year(town, csv(tmp_path, text))
    assert caught.value.problems[0].where == where
    assert len(working_days.years_of(town)) == 3


def test_a_file_that_is_gone(town: Desk, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="读不出"):
        working_days.import_year(town, tmp_path / "没有.csv")


def test_a_year_of_a_pack_counts_before_the_pack_is_in_force(town: Desk) -> None:
    value = {**default_pack().value("calendar.2026"), "班": ["2026-12-12"]}
    policy_pack.save_version(town, {"calendar.2026": value}, date(2027, 1, 1))
    assert working_days.calendar_of(town).works(date(2026, 12, 12))


def test_a_pack_year_that_contradicts_itself_is_refused(town: Desk) -> None:
    value = default_pack().value("calendar.2026")
    for wrong in ({**value, "班": value["休"][:1]}, {**value, "班": ["2026-02-30"]}):
        with pytest.raises(Problems) as caught:
            policy_pack.save_version(town, {"calendar.2026": wrong}, date(2026, 11, 20))
        assert caught.value.problems[0].field == "calendar.2026"


def test_the_place_decides_whether_the_last_day_rolls(town: Desk) -> None:
    assert working_days.due(town, date(2026, 11, 20), 1, "日").day == date(2026, 11, 21)
    policy_pack.save_version(town, {"calendar.last_day_rolls": True}, date(2026, 11, 20))
    assert working_days.due(town, date(2026, 11, 20), 1, "日").day == date(2026, 11, 23)
