"""The whole main job with real clicks: two desks, two windows, one folder as stick."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from cso_desk.usecases import backup, enrol, evaluate, lists, opening, register, send_package
from ui import look
from ui.app import Program, speak_chinese
from ui.pages.page import ForOrganizations, OpenRecord
from ui.say import Say

LEDGER = next((Path(__file__).parents[1] / "ledgers").glob("01_*.xlsx"))
SECRET = "练习-密码-1"
COMMUNITY = "建设社区居民委员会"


class Told(Say):
    """Answers boxes with what the test put in, and keeps what was said."""

    def __init__(self) -> None:
        self.troubles: list[str] = []
        self.file: Path | None = None
        self.place: Path | None = None
        self.answer = ""

    def trouble(self, page: Any, message: str) -> None:
        self.troubles.append(message)

    def choose(
        self, page: Any, text: str, answers: Sequence[Any], *, more: str = "", warning: bool = False
    ) -> None:
        then = dict(answers).get(self.answer)
        if then is not None:
            then()

    def open_file(self, page: Any, title: str, kinds: str, then: Callable[[Path], None]) -> None:
        assert self.file is not None
        then(self.file)

    def save_file(
        self, page: Any, title: str, proposed: Path, kinds: str, then: Callable[[Path], None]
    ) -> None:
        assert self.place is not None
        then(self.place / proposed.name)

    def folder(self, page: Any, title: str, then: Callable[[Path], None]) -> None:
        assert self.place is not None
        then(self.place)


class Clerk:
    """One office: a data folder, its program, and hands that click."""

    def __init__(self, app: Any, folder: Path, qtbot: Any) -> None:
        self.say = Told()
        self.program = Program(app, folder, say=self.say)
        self._qtbot = qtbot

    @property
    def window(self) -> Any:
        """The main window."""
        assert self.program.window is not None
        return self.program.window

    @property
    def desk(self) -> Any:
        """The open desk."""
        return self.program.desk

    def rest(self) -> None:
        """Wait until nothing runs and everything is shown."""
        for _ in range(4):
            self._qtbot.waitUntil(lambda: not self.program.works.running, timeout=60_000)
            self._qtbot.wait(30)
        assert not self.say.troubles, self.say.troubles

    def go(self, word: str, request: object = None) -> Any:
        """Open a page and return it."""
        self.window.go(word, request)
        self.rest()
        return self.window.page(word)

    def click(self, made: Any) -> None:
        """Click a button that can be clicked."""
        self._qtbot.waitUntil(made.isEnabled, timeout=10_000)
        made.click()
        self.rest()

    def band(self, page: Any, **values: str) -> None:
        """Fill a page's band and do its step."""
        for key, text in values.items():
            page.band.fields[key].put(text)
        self.click(page.band.go)

    def start(self, unit: str, begin: str) -> None:
        """The first run: unit, user, recovery code, and how to begin."""
        self.program.start()
        self.rest()
        window: Any = self.program.start_window
        step = window.unit_step
        step.search.setText(unit)
        step.search.textEdited.emit(unit)
        self._qtbot.waitUntil(lambda: step.places.count() > 0, timeout=10_000)
        step.places.setCurrentRow(0)
        self.click(step.next)
        user = window.user_step
        user.user.setText("王干事")
        user.secret.setText(SECRET)
        user.again.setText(SECRET)
        self.click(user.make)
        code = window.stack.currentWidget()
        code.written.click()
        self.click(code.go_on)
        choices = window.stack.currentWidget().findChildren(QPushButton)
        self.click(next(one for one in choices if one.accessibleName() == begin))

    def close(self) -> None:
        """Leave the program."""
        if self.program.window is not None:
            self.program.window.close()


@pytest.fixture
def app(qapp: Any) -> Any:
    speak_chinese(qapp)
    look.apply(qapp, 100, own_font=True)
    return qapp


@pytest.fixture
def clerks(app: Any, tmp_path: Path, qtbot: Any) -> Iterator[tuple[Clerk, Clerk]]:
    town, county = Clerk(app, tmp_path / "town", qtbot), Clerk(app, tmp_path / "county", qtbot)
    yield town, county
    for one in (town, county):
        one.close()


def _pdf(file: Path) -> None:
    assert file.read_bytes().startswith(b"%PDF"), file


def test_the_main_job(clerks: tuple[Clerk, Clerk], tmp_path: Path) -> None:
    town, county = clerks
    papers, stick = tmp_path / "papers", tmp_path / "stick"
    papers.mkdir()
    stick.mkdir()
    town.say.place = papers
    _start_and_import(town, tmp_path)
    _find_and_correct(town)
    _print_and_write_charter(town, papers)
    _disclose(town, papers)
    _evaluate(town, papers)
    _report(town, county, papers, stick)
    _first_page_and_restore(town)


def _start_and_import(town: Clerk, tmp_path: Path) -> None:
    town.start("木城街道", "导入旧台账")
    page = town.go("导入台账")
    town.say.file = Path(shutil.copy(LEDGER, tmp_path / "旧台账.xlsx"))
    town.click(page.pick)
    assert page.badges["new"].text() == "新增 59"
    assert lists.counts(town.desk)["total"] == 0
    town.click(page.take)
    assert lists.counts(town.desk)["total"] == 59
    assert (tmp_path / "旧台账_问题.xlsx").exists()


def _find_and_correct(town: Clerk) -> None:
    page = town.go("组织")
    record = lists.ids_of(
        town.desk, lists.organization_ids(town.desk, lists.Query(text="xyhgcwd"))
    )[0]
    before = register.show(town.desk, record).values["leader"]
    town.go("组织", OpenRecord(record))
    town.click(page.detail.change)
    page.editor.form.cells["leader"].input.setText("赵更正")
    town.click(page.editor.save_button)
    assert register.show(town.desk, record).values["leader"] == "赵更正"
    town.click(town.window.top.undo)
    assert register.show(town.desk, record).values["leader"] == before


def _of_community(town: Clerk) -> list[str]:
    community = next(
        one for one, name in lists.filter_choices(town.desk).communities if name == COMMUNITY
    )
    return lists.ids_of(
        town.desk, lists.organization_ids(town.desk, lists.Query(community=community))
    )


def _print_and_write_charter(town: Clerk, papers: Path) -> None:
    ids = _of_community(town)
    page = town.go("打印", ForOrganizations(tuple(ids)))
    assert page.preview.document.pageCount() == 1
    town.click(page.one)
    assert f"已打印 {len(ids)} 页" in page.result.text()
    _pdf(next(papers.glob("F01*.pdf")))
    charters = town.go("章程", OpenRecord(ids[0]))
    editor = charters.editor
    for key, text in (("passed_on", "2026-03-12"), ("due", "20"), ("present", "18")):
        editor.facts[key].put(text)
    town.click(editor.unanimous)
    town.click(editor.save)
    town.click(editor.paper)
    page.form.setCurrentIndex(
        next(n for n in range(page.form.count()) if page.form.itemText(n).startswith("F06"))
    )
    town.click(page.one)
    _pdf(next(papers.glob("F06*.pdf")))


def _disclose(town: Clerk, papers: Path) -> None:
    for record in _of_community(town):
        register.record_old_filing(
            town.desk, record, f"木城社备{record[-4:]}号", "2021-05", "木城街道办事处"
        )
    page = town.go("公开")
    community = next(
        one for one, name in lists.filter_choices(town.desk).communities if name == COMMUNITY
    )
    page.tabs.setCurrentWidget(page.sheets)
    page = page.sheets
    page._read_sheet(community)
    town.rest()
    town.click(page.paper)
    _pdf(next(papers.glob("*公开表.pdf")))
    town.click(page.post)
    town.band(page, posted_on="2026-03-15", posted_by="张会计")
    assert page.sheet.posted_on == "2026-03-15"


def _evaluate(town: Clerk, papers: Path) -> None:
    page = town.go("评议")
    verbs = page.view.verbs
    town.click(page.add)
    town.band(page, place=COMMUNITY, year="2026", held_on="2026-11-20")
    town.click(verbs.forms)
    town.band(page, committee="9", residents="40")
    _pdf(next(papers.glob("*测评表.pdf")))
    page.choose_step("录入")
    for row in range(page.tally.rowCount()):
        group = page.tally.item(row, 1).text()
        counts = "9 9 9 9 9 0 0 9 0 0 0" if group == "两委" else "45 40 40 40 39 1 1 36 2 0 0"
        for at, text in enumerate(counts.split(), start=2):
            page.tally.item(row, at).setText(text)
    town.click(verbs.save)
    assert not page.view.problem.isVisible(), page.view.problem.text()
    assert page.view.step == "结果"
    town.click(verbs.paper)
    _pdf(next(papers.glob("*结果表.pdf")))
    town.say.answer = "定下结果"
    town.click(verbs.close_round)
    found = evaluate.rounds(town.desk)[0]
    assert {one.grade for one in evaluate.results(town.desk, found.id)} == {"优秀"}


def _report(town: Clerk, county: Clerk, papers: Path, stick: Path) -> None:
    county.start("武陟县", "手工新增")
    page, above = town.go("报送"), county.go("报送")
    town.say.place = county.say.place = stick
    town.click(page.peers.request)
    county.say.file = stick / "申请.csoreq"
    county.click(above.peers.issue)
    county.band(above, fingerprint=enrol.own_fingerprint(town.desk))
    town.say.file = stick / "证书.csocert"
    town.click(page.peers.accept)
    town.band(page, fingerprint=enrol.own_fingerprint(county.desk))
    town.click(page.outgoing.make)
    assert "收到回执才算报完" in page.outgoing.result.text()
    county.click(above.arrivals.pick)
    county.click(above.arrivals.take)
    assert lists.counts(county.desk)["total"] == 59
    seen = county.go("组织")
    assert not seen.detail.change.isEnabled() or not seen.detail.change.isVisible()
    town.say.file = next(file for file in stick.glob("*.csopkg") if "回执" in file.name)
    town.click(page.outgoing.receipt)
    assert send_package.outbox(town.desk)[0].state == "已接收"


def _first_page_and_restore(town: Clerk) -> None:
    page = town.go("今日")
    assert page.city.figure.text().endswith("/ 10")
    assert "59 个组织" in page.count.text()
    options = town.go("设置")
    town.click(options.backups.make)
    register.save_organization(town.desk, None, {"name": "备份以后才有的队"})
    newest = backup.listed(town.desk)[0].file
    options.backups.list.table.go_to(0)
    town.rest()
    assert Path(options.backups.list.current().id) == newest
    town.say.answer = "恢复到这一份"
    options.backups.restore.click()
    town.rest()
    login: Any = town.program.start_window.login  # type: ignore[union-attr]
    login.user.setEditText("王干事")
    login.secret.setText(SECRET)
    town.click(login.enter)
    assert lists.counts(town.desk)["total"] == 59
    assert opening.users_of(town.desk.folder) == ["王干事"]
