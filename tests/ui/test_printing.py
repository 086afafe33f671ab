"""打印 by real clicks: a printer that prints into a file, sets, only what changed, over-printing, the log, a scan, Word."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QPushButton

from cso_desk import store
from cso_desk.progress import Silent
from cso_desk.records import Attachment
from cso_desk.usecases import (
    attachments,
    cases,
    lists,
    print_forms,
    print_log,
    printer_memory,
    register,
)
from cso_desk.usecases.opening import Desk
from ui.pages import print_order, printing
from ui.pages.page import ForOrganizations, OpenRecord
from ui.pages.print_log import PrintLogPage
from ui.pages.printer_job import Printers, Wish, send
from ui.pages.printing import PrintingPage
from ui.window import MainWindow
from ui.work import Works

from .attached import scan
from .conftest import Told, at_rest

OFFICE = "办公室打印机"
DOTS = 96
MM = 72 / 25.4


class FilePrinters(Printers):
    """One printer, whose paper is a file in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.there = True
        self.dots = DOTS

    def names(self) -> list[str]:
        return [OFFICE]

    def open(self, name: str) -> QPrinter | None:
        if not self.there:
            return None
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.folder / f"纸{len(self.papers()) + 1}.pdf"))
        printer.setResolution(self.dots)
        return printer

    def papers(self) -> list[Path]:
        return sorted(self.folder.glob("纸*.pdf"))


@pytest.fixture
def ids(desk: Desk) -> tuple[str, ...]:
    """Three organizations, in the list's order."""
    return tuple(lists.ids_of(desk, lists.organization_ids(desk, lists.Query())[:3]))


@pytest.fixture
def printers(tmp_path: Path) -> FilePrinters:
    folder = tmp_path / "打印机"
    folder.mkdir()
    return FilePrinters(folder)


@pytest.fixture
def page(
    window: MainWindow,
    ids: tuple[str, ...],
    printers: FilePrinters,
    qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> PrintingPage:
    """打印 with three organizations and one printer."""
    monkeypatch.setattr(printing, "Printers", lambda: printers)
    window.go("打印", ForOrganizations(ids))
    at_rest(qtbot, window.works)
    made = window.page("打印")
    assert isinstance(made, PrintingPage)
    return made


@pytest.fixture
def click(qtbot: Any, works: Works) -> Callable[[QPushButton], None]:
    """Click a button that is there, and wait."""

    def run(button: QPushButton) -> None:
        assert button.isVisible() and button.isEnabled(), button.text()
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        at_rest(qtbot, works)

    return run


def choose(page: PrintingPage, combo: Any, at: int, qtbot: Any) -> None:
    """Choose an entry of a list as the clerk does by keyboard."""
    combo.setFocus()
    combo.setCurrentIndex(at)
    combo.activated.emit(at)
    at_rest(qtbot, page.works)


def tick(page: PrintingPage, code: str, on: bool, qtbot: Any) -> None:
    state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
    for at in range(page.forms.several.count()):
        item = page.forms.several.item(at)
        if item.text().startswith(code):
            item.setCheckState(state)
    at_rest(qtbot, page.works)


def text_of(pdf: Path) -> str:
    told = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True).stdout
    return "".join(told.decode("utf-8").split())


def test_the_page_is_calm_one_filled_button_and_the_rare_choices_folded(
    page: PrintingPage,
) -> None:
    primary = [
        one
        for one in page.findChildren(QPushButton)
        if one.isVisible() and one.property("look") == "primary"
    ]
    assert primary == [page.one] and page.one.text() == "打印 3 份成一份 PDF"
    assert not page.ways.mask.isVisible() and not page.ways.over.isVisible()
    assert page.ways.counts.text() == "有变动 0 份，没打印过 3 份"


def test_two_forms_of_three_organizations_go_to_the_printer(
    page: PrintingPage, printers: FilePrinters, desk: Desk, click: Any, qtbot: Any
) -> None:
    click(page.forms.switch)
    assert page.forms.codes() == ["F01", "F04", "F06"], "the set of the policy pack"
    tick(page, "F06", False, qtbot)
    choose(page, page.ways.way, 1, qtbot)
    assert page.one.text() == "打印 6 份到打印机" and not page.each.isVisible()
    click(page.one)
    (paper,) = printers.papers()
    with pikepdf.open(paper) as pdf:
        assert len(pdf.pages) == 6
        box = [float(one) for one in pdf.pages[0].mediabox]
        assert (box[2], box[3]) == pytest.approx((595.3, 841.9), abs=1)
    assert page.result.text().startswith(f"已送往 {OFFICE}：6 面。")
    log = print_log.listed(desk)
    assert len(log) == 6 and {one.way for one in log} == {OFFICE}
    assert printer_memory.last(desk) == OFFICE
    assert page.ways.counts.text() == "有变动 0 份，没打印过 0 份"


def test_the_ink_stands_on_the_paper_where_the_file_has_it(
    page: PrintingPage, printers: FilePrinters, tmp_path: Path
) -> None:
    """Nothing is scaled or moved: a printed page and its PDF cover each other."""
    made = page._order().preview(page.desk, page.ids[0])
    printers.dots = 300
    send(printers, made, Wish(OFFICE, pages=(0,)), "一页", Silent())
    (tmp_path / "a.pdf").write_bytes(made)
    drawn, printed = (ink_of(one) for one in (tmp_path / "a.pdf", printers.papers()[0]))
    for before, after in zip(drawn, printed, strict=True):
        assert len(before) == len(after) and max(after) > 1000
        half = len(before) // 2
        for part in (slice(20, half), slice(half, -20)):
            assert abs(shift(before, after, part)) <= 1, "a quarter of a millimetre at most"


def ink_of(pdf: Path) -> tuple[list[int], list[int]]:
    """Return how dark each row and each column of the first page is, at 100 dots per inch."""
    from PIL import Image

    to = pdf.with_suffix("")
    subprocess.run(["pdftoppm", "-r", "100", "-gray", "-singlefile", str(pdf), str(to)], check=True)
    with Image.open(f"{to}.pgm") as image:
        wide, high = image.size
        dots = image.tobytes()
    rows = [sum(255 - one for one in dots[y * wide : (y + 1) * wide]) for y in range(high)]
    return rows, [sum(255 - one for one in dots[x::wide]) for x in range(wide)]


def shift(before: list[int], after: list[int], part: slice) -> int:
    """Return by how many dots two profiles have to be moved to fit best."""
    at = range(len(before))[part]
    return max(range(-15, 16), key=lambda s: sum(after[i - s] * before[i] for i in at))


def test_in_duplex_no_paper_begins_on_the_back_of_another(
    page: PrintingPage, printers: FilePrinters
) -> None:
    import io

    made = print_order.PrintOrder(("F01",), page.ids).preview(page.desk, page.ids[0])
    with pikepdf.open(io.BytesIO(made)) as one:
        whole = pikepdf.Pdf.new()
        for _ in range(3):
            whole.pages.extend(one.pages)
        out = io.BytesIO()
        whole.save(out)
    wish = Wish(OFFICE, 2, "long", (0, 1, 2), frozenset({0, 1}))
    sides = send(printers, out.getvalue(), wish, "三页", Silent())
    assert sides == 8, "each copy: one sheet with an empty back, one printed on both sides"
    assert send(printers, out.getvalue(), Wish(OFFICE, 2, "single", (0, 1, 2)), "", Silent()) == 6


def test_a_stop_takes_the_job_back_and_puts_nothing_on_record(
    page: PrintingPage, printers: FilePrinters, desk: Desk, click: Any, qtbot: Any
) -> None:
    choose(page, page.ways.way, 1, qtbot)
    qtbot.mouseClick(page.one, Qt.MouseButton.LeftButton)
    assert page.works.titled()[0].title == "正在打印"
    page.works.titled()[0].stop()
    at_rest(qtbot, page.works)
    assert print_log.listed(desk) == [] and page.outcome.isHidden()
    click(page.one)
    assert len(print_log.listed(desk)) == 3, "the next job is not held up"


def test_jobs_wait_for_each_other(
    page: PrintingPage, printers: FilePrinters, desk: Desk, qtbot: Any
) -> None:
    choose(page, page.ways.way, 1, qtbot)
    for _ in range(3):
        qtbot.mouseClick(page.one, Qt.MouseButton.LeftButton)
        assert len([one for one in page.works.running if one.title == "正在打印"]) == 1
    qtbot.waitUntil(lambda: len(print_log.listed(desk)) == 9, timeout=30_000)
    at_rest(qtbot, page.works)
    assert len(printers.papers()) == 3


def test_a_printer_that_is_gone_is_told(
    page: PrintingPage, printers: FilePrinters, say: Told, click: Any, qtbot: Any
) -> None:
    choose(page, page.ways.way, 1, qtbot)
    printers.there = False
    click(page.one)
    assert OFFICE in say.troubles[0] and "另选一台" in say.troubles[0]


def test_copies_and_pages_are_judged_before_anything_is_printed(
    page: PrintingPage, printers: FilePrinters, say: Told, desk: Desk, click: Any, qtbot: Any
) -> None:
    choose(page, page.ways.way, 1, qtbot)
    click(page.ways.fold)
    page.ways.pages.setText("2-9")
    click(page.one)
    page.ways.pages.setText("2")
    page.ways.copies.setText("两")
    click(page.one)
    assert "没有第 2-9 页" in say.troubles[0] and "份数应填" in say.troubles[1]
    assert printers.papers() == [] and print_log.listed(desk) == []
    page.ways.copies.setText("2")
    click(page.one)
    assert [(one.copies, one.record) for one in print_log.listed(desk)] == [(2, page.ids[1])]


def test_only_what_changed_is_counted_before_and_printed_alone(
    page: PrintingPage, say: Told, desk: Desk, tmp_path: Path, click: Any, qtbot: Any
) -> None:
    say.file = tmp_path / "a.pdf"
    click(page.one)
    assert page.ways.counts.text() == "有变动 0 份，没打印过 0 份"
    changed = register.save_organization(desk, page.ids[1], {"members": "77"})
    page.desk_changed(changed.changes)
    at_rest(qtbot, page.works)
    assert page.ways.counts.text() == "有变动 1 份，没打印过 0 份"
    qtbot.mouseClick(page.ways.changed_only, Qt.MouseButton.LeftButton)
    at_rest(qtbot, page.works)
    assert page.one.text() == "打印成一份 PDF" or page.one.text() == "打印 1 份成一份 PDF"
    say.file = tmp_path / "b.pdf"
    click(page.one)
    with pikepdf.open(say.file) as pdf:
        assert len(pdf.pages) == 1
    assert page.ways.counts.text() == "有变动 0 份，没打印过 0 份"
    assert not page.one.isEnabled(), "nothing is left to print"


def test_a_mask_shows_in_the_preview_and_in_the_file(
    page: PrintingPage, say: Told, desk: Desk, tmp_path: Path, click: Any, qtbot: Any
) -> None:
    number = register.show(desk, page.ids[0]).values["leader_id"]
    assert len(number) == 18
    click(page.ways.fold)
    choose(page, page.ways.mask, 2, qtbot)
    assert page.ways.mask.currentText() == "遮盖身份证号"
    say.file = tmp_path / "a.pdf"
    click(page.one)
    text = text_of(say.file)
    assert number not in text and number[:6] + "*" * 8 + number[-4:] in text
    assert {one.mask for one in print_log.listed(desk)} == {"id"}


def places(pdf: Path) -> dict[str, tuple[float, float]]:
    told = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)</word>', told)
    return {text: (float(x), float(y)) for x, y, text in found}


def test_over_printing_with_an_offset_that_the_desk_remembers(
    page: PrintingPage, say: Told, tmp_path: Path, click: Any, qtbot: Any
) -> None:
    click(page.ways.fold)
    say.file = tmp_path / "对位.pdf"
    qtbot.mouseClick(page.ways.over, Qt.MouseButton.LeftButton)
    at_rest(qtbot, page.works)
    found = []
    for right, down in (("0", "0"), ("3", "-2")):
        page.ways.right.setText(right)
        page.ways.down.setText(down)
        say.file = tmp_path / f"套打{right}.pdf"
        click(page.one)
        found.append(places(say.file))
    assert "组织名称" not in found[0]
    name = page.names.item(0).text()
    moved = [found[1][name][at] - found[0][name][at] for at in (0, 1)]
    assert moved == pytest.approx([3 * MM, -2 * MM], abs=0.1)
    say.file = tmp_path / "对位.pdf"
    click(page.ways.trial)
    assert "套打对位页" in text_of(say.file)
    choose(page, page.form, 1, qtbot)
    assert page.ways.right.value() == "0"
    choose(page, page.form, 0, qtbot)
    assert (page.ways.right.value(), page.ways.down.value()) == ("3", "-2")
    page.ways.right.setText("很多")
    click(page.one)
    assert "毫米数" in say.troubles[0]


def test_blank_forms_in_the_number_that_was_asked_for(
    window: MainWindow, page: PrintingPage, say: Told, tmp_path: Path, click: Any, qtbot: Any
) -> None:
    window.go("打印", ForOrganizations(()))
    at_rest(qtbot, window.works)
    click(page.ways.fold)
    assert not page.ways.mask.isVisible() and page.ways.copies.isVisible()
    page.ways.copies.setText("4")
    say.file = tmp_path / "空.pdf"
    click(page.one)
    with pikepdf.open(say.file) as pdf:
        assert len(pdf.pages) == 4


@pytest.fixture
def log(page: PrintingPage, say: Told, tmp_path: Path, click: Any) -> PrintLogPage:
    """The log after three applications were printed."""
    say.file = tmp_path / "a.pdf"
    click(page.one)
    click(page.links.log)
    made = page.shell.page("打印记录")  # type: ignore[attr-defined]
    assert isinstance(made, PrintLogPage)
    return made


def test_the_log_is_narrowed_and_printed_again(
    log: PrintLogPage, window: MainWindow, page: PrintingPage, click: Any, qtbot: Any
) -> None:
    assert log.count.text() == "3 条" and log.isVisible()
    name = page.names.item(1).text()
    log.text.setText(name)
    log.text.editingFinished.emit()
    at_rest(qtbot, log.works)
    assert log.count.text() == "1 条"
    log.list.table.selectRow(0)
    at_rest(qtbot, log.works)
    click(log.again)
    assert window.open_word == "打印" and page.ids == (page.ids[0],)
    assert page.names.count() == 1 and page.names.item(0).text() == name
    assert page.form.currentText().startswith("F01")


def test_a_scan_is_put_to_what_was_printed(
    log: PrintLogPage, desk: Desk, say: Told, tmp_path: Path, click: Any, qtbot: Any
) -> None:
    say.files = [scan(tmp_path)]
    log.list.table.selectRow(0)
    at_rest(qtbot, log.works)
    click(log.scan)
    entry = print_log.listed(desk)[0]
    assert [one.kind for one in attachments.listed(desk, entry.record)] == ["签字盖章件"]


def test_an_organization_shows_its_last_prints(
    log: PrintLogPage, window: MainWindow, page: PrintingPage, click: Any, qtbot: Any
) -> None:
    record = page.ids[0]
    window.go("组织", OpenRecord(record))
    at_rest(qtbot, window.works)
    organizations: Any = window.page("组织")
    tabs, prints = organizations.detail.tabs, organizations.detail.parts.prints
    assert tabs.tabText(tabs.indexOf(prints)) == "打印记录 1"
    tabs.setCurrentWidget(prints)
    at_rest(qtbot, window.works)
    click(prints.see)
    assert window.open_word == "打印记录" and log.count.text() == "1 条"
    click(log.all)
    assert log.count.text() == "3 条"


def test_a_scan_is_put_to_a_case_from_its_detail(
    window: MainWindow, desk: Desk, say: Told, tmp_path: Path, click: Any, qtbot: Any
) -> None:
    found = lists.organization_ids(desk, lists.Query(state="未备案"))
    team = lists.ids_of(desk, found[:1])[0]
    case = cases.open_cases(desk, [team], "首次备案").value.done[0]
    window.go("备案")
    at_rest(qtbot, window.works)
    filing: Any = window.page("备案")
    filing.cases.go_to(case)
    at_rest(qtbot, window.works)
    qtbot.waitUntil(lambda: filing.cases.detail.seen is not None, timeout=5000)
    at_rest(qtbot, window.works)
    say.files = [scan(tmp_path)]
    filing.cases.detail.scroll.ensureWidgetVisible(filing.cases.detail.scan)
    click(filing.cases.detail.scan)
    with desk.read() as session:
        kept = store.listed(session, Attachment, organization=team)
        assert [(one.record_table, one.record, one.kind) for one in kept] == [
            ("filing_case", case, "签字盖章件")
        ]


def choose_form(page: PrintingPage, code: str, qtbot: Any) -> None:
    words = [page.form.itemText(at) for at in range(page.form.count())]
    choose(page, page.form, next(n for n, one in enumerate(words) if one.startswith(code)), qtbot)


def test_a_charter_is_written_as_a_word_file_for_the_organization_that_is_shown(
    page: PrintingPage, desk: Desk, say: Told, click: Any, tmp_path: Path, qtbot: Any
) -> None:
    choose_form(page, "F01", qtbot)
    assert not page.links.word.button.isVisible(), "a fixed form stays as it is"
    choose_form(page, "F06", qtbot)
    page.names.setCurrentRow(1)
    at_rest(qtbot, page.works)
    say.file = tmp_path / "章程.docx"
    click(page.links.word.button)
    text = "".join(one.text for one in docx.Document(str(say.file)).paragraphs)
    assert print_forms.names(desk, page.ids)[1] in text
    assert "章程.docx" in page.shell.note_line.words.text()


@pytest.mark.parametrize("code", ["L01", "L02"])
def test_a_form_of_the_whole_selection_is_offered_shown_and_printed_whole(
    page: PrintingPage, say: Told, click: Any, tmp_path: Path, qtbot: Any, desk: Desk, code: str
) -> None:
    choose_form(page, code, qtbot)
    say.file = tmp_path / "整份.pdf"
    click(page.one)
    text = text_of(say.file)
    if code == "L01":
        assert all("".join(name.split()) in text for name in print_forms.names(desk, page.ids))
        shown = page.preview.document.getAllText(0).text()
        assert all(name[:6] in shown for name in print_forms.names(desk, page.ids))
    else:
        assert "应急人员名册" in text
