"""导入台账: look first, correct, take in, hand back, take back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cso_desk.fields.identity import check_character
from cso_desk.usecases import lists, opening, people, venues
from ui.machine import Machine
from ui.pages.import_ledger import ImportPage
from ui.window import MainWindow
from ui.work import Works

from .conftest import SECRET, USER, Told, at_rest

LEDGERS = Path(__file__).parents[1] / "ledgers"
ID_NUMBER = "41179219560312001" + check_character("41179219560312001")
NAME = "01_木城街道社区社会组织台账.xlsx"


@pytest.fixture
def empty_desk(empty_folder: Path) -> Iterator[opening.Desk]:
    opened = opening.open_desk(empty_folder, USER, SECRET)
    yield opened
    opened.close()


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return Path(shutil.copy(LEDGERS / NAME, tmp_path / NAME))


@pytest.fixture
def page(empty_desk: opening.Desk, works: Works, say: Told, qtbot: Any) -> ImportPage:
    window = MainWindow(empty_desk, works, say, Machine(empty_desk.folder))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.go("组织")
    at_rest(qtbot, works)
    organizations: Any = window.page("组织")
    assert organizations.empty.isVisible()
    organizations.take_ledger.click()
    at_rest(qtbot, works)
    made = window.page("导入台账")
    assert isinstance(made, ImportPage)
    made.keep = window  # type: ignore[attr-defined]
    return made


def _choose(page: ImportPage, file: Path, say: Told, qtbot: Any) -> None:
    say.file = file
    page.pick.click()
    at_rest(qtbot, page.works)


def test_columns_and_problems_are_seen_before_anything_is_written(
    page: ImportPage, ledger: Path, say: Told, qtbot: Any
) -> None:
    _choose(page, ledger, say, qtbot)
    assert page.take.isEnabled() and page.take.text().startswith("导入 5")
    assert page.badges["new"].text() == "新增 59" and page.badges["same"].text() == "相同 1"
    assert page.columns.fields["社区社会组织名称"].currentText() == "组织名称"
    assert len(page.problems.model.ids) > 5
    assert "第 5 行" in page.problems.model.text(0, 3)
    assert lists.counts(page.desk)["total"] == 0


def test_the_import_comes_in_with_its_problem_workbook_and_goes_in_one_step(
    page: ImportPage, ledger: Path, say: Told, qtbot: Any
) -> None:
    _choose(page, ledger, say, qtbot)
    page.take.click()
    at_rest(qtbot, page.works)
    assert lists.counts(page.desk)["total"] == 59
    assert page.result.isVisible() and "新增 59 个" in page.result_words.text()
    assert (ledger.parent / f"{ledger.stem}_问题.xlsx").exists()
    window = page.keep  # type: ignore[attr-defined]
    assert window.note_line.step.text() == "还原"
    page.see.click()
    at_rest(qtbot, page.works)
    assert len(window.page("组织").list.model.ids) == 59
    window.top.undo.click()
    at_rest(qtbot, page.works)
    assert lists.counts(page.desk)["total"] == 0


def test_a_second_import_of_the_same_ledger_brings_nothing(
    page: ImportPage, ledger: Path, say: Told, qtbot: Any
) -> None:
    _choose(page, ledger, say, qtbot)
    page.take.click()
    at_rest(qtbot, page.works)
    _choose(page, ledger, say, qtbot)
    assert page.badges["new"].text() == "新增 0"
    assert not page.take.isEnabled()


def test_a_corrected_column_is_read_anew_and_remembered(
    page: ImportPage, ledger: Path, say: Told, qtbot: Any
) -> None:
    _choose(page, ledger, say, qtbot)
    box = next(
        box for heading, box in page.columns.fields.items() if box.currentText() == "负责人姓名"
    )
    heading = next(heading for heading, one in page.columns.fields.items() if one is box)
    box.setCurrentIndex(0)
    box.activated.emit(0)
    at_rest(qtbot, page.works)
    assert page.columns.fields[heading].currentText() == "（不导入这一列）"
    page.take.click()
    at_rest(qtbot, page.works)
    numbers = lists.organization_ids(page.desk, lists.Query())
    rows = lists.organization_rows(page.desk, numbers, ["leader"])
    assert {row.cells[0] for row in rows if row} == {""}
    _choose(page, ledger, say, qtbot)
    assert page.columns.fields[heading].currentText() == "（不导入这一列）"


@pytest.mark.parametrize("name", ["08_采桑镇台账_加密.xlsx"])
def test_a_file_that_cannot_be_read_is_refused_with_its_sentence(
    page: ImportPage, name: str, say: Told, qtbot: Any, tmp_path: Path
) -> None:
    _choose(page, Path(shutil.copy(LEDGERS / name, tmp_path / name)), say, qtbot)
    assert page.empty.isVisible() and "加密" in page.empty.words.text()
    assert not page.take.isEnabled() and say.troubles == []


def test_an_empty_file_is_refused_with_its_sentence(
    page: ImportPage, say: Told, qtbot: Any, tmp_path: Path
) -> None:
    empty = tmp_path / "空.xlsx"
    empty.write_bytes(b"")
    _choose(page, empty, say, qtbot)
    assert page.empty.isVisible() and len(page.empty.words.text()) > 8 and say.troubles == []


def test_problems_go_into_the_data_folder_where_the_ledgers_cannot_be_written(
    tmp_path: Path, monkeypatch: Any
) -> None:
    from ui.pages import import_ledger

    monkeypatch.setattr(import_ledger.os, "access", lambda place, how: False)
    assert (
        import_ledger.problems_file(tmp_path / "a" / "旧.xlsx", tmp_path)
        == tmp_path / "旧_问题.xlsx"
    )


def test_a_problem_workbook_never_overwrites_another(tmp_path: Path) -> None:
    from ui.pages.import_ledger import problems_file

    (tmp_path / "旧_问题.xlsx").write_bytes(b"x")
    assert problems_file(tmp_path / "旧.xlsx", tmp_path).name == "旧_问题2.xlsx"


def test_who_could_be_one_person_is_offered_and_nothing_is_linked(
    page: ImportPage, ledger: Path, say: Told, qtbot: Any
) -> None:
    rows = ["组织名称,所在社区,负责人,负责人身份证号,活动场所"]
    rows += [f"练习第{n}舞蹈队,胜利社区,魏领四,{ID_NUMBER},胜利社区文化广场" for n in (1, 2)]
    file = ledger.with_name("同一人.csv")
    file.write_text("\n".join(rows), "utf-8")
    _choose(page, file, say, qtbot)
    page.take.click()
    at_rest(qtbot, page.works)
    assert page.same.text() == "2 项可能是同一人或同一场所，去看看"
    assert people.listed(page.desk) == [] and venues.listed(page.desk) == []
    page.same.click()
    at_rest(qtbot, page.works)
    shared: Any = page.keep.page("人员和场所")  # type: ignore[attr-defined]
    assert shared.tabs.tabText(2) == "可合并 2" and shared.same.isVisible()
