"""公开 in the window: the due list from 今日, many rows posted together, an objection answered, the catalogue."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel

from cso_desk.clock import FixedClock
from cso_desk.usecases import disclosure_catalogue, disclosure_photos, disclosures, lists
from cso_desk.usecases.disclosures import Filter
from ui.pages.page import Find
from ui.pages.posting import PostingPage
from ui.window import MainWindow

from .conftest import Told, at_rest


@pytest.fixture
def homes(window: MainWindow) -> list[str]:
    """The ids of three organizations that disclose their plan."""
    desk = window.desk
    found = list(lists.ids_of(desk, lists.organization_ids(desk, lists.Query())[:3]))
    disclosure_catalogue.save(desk, found, "plan", {})
    return found


@pytest.fixture
def page(window: MainWindow, homes: list[str], qtbot: Any) -> PostingPage:
    """The page a year later, on all years, at rest."""
    this_year = window.desk.clock.today().year
    window.desk.clock = FixedClock(datetime(this_year + 1, 3, 1, 9, 0))
    window.go("公开", Find(state="逾期"))
    at_rest(qtbot, window.works)
    found = window.page("公开")
    assert isinstance(found, PostingPage)
    return found


def fill(page: PostingPage, qtbot: Any, **texts: str) -> None:
    band = page.detail.band
    assert band.isVisible(), band.head.text()
    for key, text in texts.items():
        band.fields[key].put(text)
    band.go.click()
    at_rest(qtbot, page.works)


def plans(page: PostingPage) -> list[str]:
    return [ref for ref, row in page.due.rows.items() if row.item.ref == "plan"]


def mark(page: PostingPage, refs: list[str], qtbot: Any) -> None:
    table = page.due.list.table
    table.clearSelection()
    rows = [number for number, one in enumerate(page.due.found) if one["id"] in refs]
    table.go_to(rows[0])
    rowwise = QItemSelectionModel.SelectionFlag.Rows | QItemSelectionModel.SelectionFlag.Select
    for row in rows[1:]:
        table.selectionModel().select(table.model().index(row, 0), rowwise)
    at_rest(qtbot, page.works)
    assert sorted(page.detail.refs) == sorted(refs)


def test_today_opens_the_overdue_rows_and_three_are_posted_together(
    page: PostingPage, homes: list[str], qtbot: Any
) -> None:
    overdue = disclosures.overdue(page.desk)
    assert overdue == len(page.due.found) > 3
    assert {one["state"] for one in page.due.found} == {"逾期"}
    refs = plans(page)
    mark(page, refs, qtbot)
    assert page.detail.next.text() == "起草（3 项）"
    page.detail.next.click()
    fill(page, qtbot, content="全年演出四场。")
    day = page.desk.clock.today().isoformat()
    mark(page, refs, qtbot)
    assert page.detail.next.text() == "记下审核（3 项）"
    page.detail.next.click()
    fill(page, qtbot, on=day, by="李主任")
    mark(page, refs, qtbot)
    page.detail.next.click()
    fill(page, qtbot, on=day, by="张会计")
    assert page.due.found and not plans(page), "they are not overdue any more"
    assert disclosures.overdue(page.desk) == overdue - 3
    counts = disclosures.counts(page.desk, homes, page.desk.clock.today().year - 1)
    assert [one.late for one in counts.values()] == [1, 1, 1]


def test_an_event_is_put_up_photographed_and_an_objection_is_answered(
    page: PostingPage, homes: list[str], say: Told, tmp_path: Path, qtbot: Any
) -> None:
    page.due.state.setCurrentIndex(0)
    page.organization.put(homes[0])
    page.organization.activated.emit(1)
    at_rest(qtbot, page.works)
    page.due.begin.click()
    at_rest(qtbot, page.works)
    page.due.band.fields["item"].put("备案公示")
    page.due.band.fields["content"].put("拟备案一个戏曲社。")
    page.due.band.go.click()
    at_rest(qtbot, page.works)
    (ref,) = [one for one in page.due.rows if "@" not in one]
    day = page.desk.clock.today().isoformat()
    for by in ("李主任", "张会计"):
        mark(page, [ref], qtbot)
        page.detail.next.click()
        fill(page, qtbot, on=day, by=by)
    mark(page, [ref], qtbot)
    assert "【取下】" in page.detail.steps.text()
    photo = tmp_path / "公示栏.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n1")
    say.files = [photo]
    page.detail.photo.click()
    at_rest(qtbot, page.works)
    assert disclosure_photos.count(page.desk, ref) == 1
    mark(page, [ref], qtbot)
    assert "照片 1 张" in page.detail.facts.text()
    page.detail.objection.click()
    fill(page, qtbot, content="名称重复。")
    mark(page, [ref], qtbot)
    page.desk.clock = FixedClock(datetime.fromisoformat(f"{day[:4]}-03-20 09:00"))
    page.detail.next.click()
    fill(page, qtbot, on=f"{day[:4]}-03-20")
    assert "异议没有答复" in page.detail.band.problem.text()
    page.detail.answer.click()
    fill(page, qtbot, answer="已改名。", answered_by="李主任", answered_on=f"{day[:4]}-03-20")
    mark(page, [ref], qtbot)
    page.detail.next.click()
    fill(page, qtbot, on=f"{day[:4]}-03-20")
    (row,) = [one for one in disclosures.rows(page.desk, Filter(int(day[:4]))) if one.ref == ref]
    assert (row.stage, row.remarks) == ("已取下", 0)


def test_an_item_is_added_changed_and_stopped(
    page: PostingPage, homes: list[str], qtbot: Any
) -> None:
    page.organization.put(homes[1])
    page.tabs.setCurrentWidget(page.catalogue)
    at_rest(qtbot, page.works)
    page.catalogue.add.click()
    at_rest(qtbot, page.works)
    page.catalogue.band.fields["item"].put("收支情况")
    page.catalogue.band.go.click()
    at_rest(qtbot, page.works)
    form = page.editor.form
    assert form is not None
    assert form.cells["cycle"].input.value() == "半年"
    form.cells["cycle"].input.put("季度")
    form.cells["channels"].input.put("广播")
    page.editor.save()
    at_rest(qtbot, page.works)
    assert "公开方式" in form.cells["channels"].beneath.text()
    form.cells["channels"].input.put("公开栏、网络")
    page.editor.save()
    at_rest(qtbot, page.works)
    assert page.views.currentWidget() is page.tabs
    assert {one["title"] for one in page.catalogue.found} == {"年度活动计划", "收支情况"}
    at = [one["title"] for one in page.catalogue.found].index("收支情况")
    page.catalogue.list.table.go_to(at)
    at_rest(qtbot, page.works)
    page.catalogue.halt.click()
    at_rest(qtbot, page.works)
    assert page.catalogue.found[at]["state"] == "已停用"


def test_the_sheet_of_an_item_is_printed(
    page: PostingPage, say: Told, tmp_path: Path, qtbot: Any
) -> None:
    say.file = tmp_path / "公开单.pdf"
    mark(page, plans(page)[:1], qtbot)
    page.detail.paper.click()
    at_rest(qtbot, page.works)
    assert say.file.read_bytes().startswith(b"%PDF")


def test_the_unposted_sheets_of_today_open_their_tab(
    page: PostingPage, window: MainWindow, qtbot: Any
) -> None:
    window.go("公开", Find(state="未张贴"))
    at_rest(qtbot, window.works)
    assert page.tabs.currentWidget() is page.sheets


def test_the_text_of_one_row_is_typed_in_a_form_that_refuses_what_is_private(
    page: PostingPage, homes: list[str], qtbot: Any
) -> None:
    (ref,) = [one for one in plans(page) if homes[2] in one]
    mark(page, [ref], qtbot)
    page.detail.next.click()
    at_rest(qtbot, page.works)
    form = page.editor.form
    assert form is not None
    form.cells["content"].input.put("负责人身份证号 411792195003070021")
    page.editor.save()
    at_rest(qtbot, page.works)
    assert "不能张贴" in form.cells["content"].beneath.text()
    form.cells["content"].input.put("全年演出四场。\n每月排练两次。")
    page.editor.save()
    at_rest(qtbot, page.works)
    assert page.views.currentWidget() is page.tabs
    row = disclosures.by_refs(page.desk, [ref])[ref]
    assert row.stage == "已起草"
    mark(page, [ref], qtbot)
    assert "每月排练两次" in page.detail.content.text()
