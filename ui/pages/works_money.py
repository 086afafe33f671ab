"""收支: all journals with their totals, or the journal of one organization with its running balance; F18 and donations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from .. import look
from ..forms.inputs import Choice
from ..lists.memory import PlainColumn
from ..pieces import button
from ..work import Reading
from .page import Page
from .scope_filters import Scope
from .scoped_view import ScopedView, enable
from .works_plans import money_plan

if TYPE_CHECKING:
    from cso_desk.usecases.money import Line, Totals
    from cso_desk.usecases.money_periods import Period

ALL_COLUMNS = (
    PlainColumn("name", "组织", 230),
    PlainColumn("opening", "期初结余", 110, "right"),
    PlainColumn("income", "收入", 110, "right"),
    PlainColumn("spending", "支出", 110, "right"),
    PlainColumn("closing", "期末结余", 110, "right"),
    PlainColumn("lines", "笔数", 60, "right"),
)
COLUMNS = (
    PlainColumn("date", "日期", 96),
    PlainColumn("direction", "收支", 76),
    PlainColumn("summary", "摘要", 200),
    PlainColumn("kind", "项目", 90),
    PlainColumn("income", "收入", 96, "right"),
    PlainColumn("spending", "支出", 96, "right"),
    PlainColumn("balance", "结余", 104, "right"),
    PlainColumn("voucher", "凭证号", 76),
    PlainColumn("handled_by", "经手人", 76),
    PlainColumn("donor", "捐赠人", 100),
    PlainColumn("activity", "所属活动", 140, shown=False),
    PlainColumn("note", "备注", 120, shown=False),
)
ALL_PURPOSE = (
    "这里看各组织的收支合计。在上面选一个组织，就能记它的流水；先记一笔期初结余，再记收入和支出。"
)
PURPOSE = (
    "这个组织在这段时间没有收支。点“记一笔收支”，或在 WPS、Excel 里复制一块（连同表头）粘贴进来。"
)


class MoneyPart(ScopedView):
    """What both lists of money share: the period and the papers."""

    def __init__(self, page: Page, name: str, counted: str, columns: Any, empty: str) -> None:
        super().__init__(page, name, counted, columns, empty)
        self.period = Choice(())
        self.period.setAccessibleName("期间")
        self.period.setFixedWidth(look.px(112))
        self.period.edited.connect(lambda: self.read(self.scope))
        self.sheet = button(
            "打印收支公开表", "printer", "", lambda: self._print("F18", "收支公开表")
        )
        self.gifts = button("打印捐赠台账", "printer", "", lambda: self._print("F18b", "捐赠台账"))
        self._read_words()

    def _read_words(self) -> None:
        def read(_: Any) -> tuple[str, ...]:
            from cso_desk.usecases import money_periods

            return money_periods.WORDS

        def show(words: tuple[str, ...]) -> None:
            self.period.setItemText(0, words[0])
            for word in words[1:]:
                self.period.addItem(word)

        Reading(self._page, "", read).done(show).start()

    def question(self) -> str:
        """Return the chosen period, empty for the whole year."""
        return self.period.value()

    def printed(self) -> Sequence[str]:
        """Return the organizations whose papers are wanted; empty for those that are marked."""
        return ()

    def _print(self, code: str, title: str) -> None:
        homes = self.printed()
        if homes:
            self._print_of(code, title, homes)
        else:
            self.chosen(lambda ids: self._print_of(code, title, ids))

    def _print_of(self, code: str, title: str, homes: Sequence[str]) -> None:
        word, scope = self.period.value(), self.scope
        year = scope.year or self.desk.clock.today().year

        def to(out: Path) -> None:
            def draw(progress: Any) -> Any:
                from cso_desk.usecases import money_periods, works_papers

                of = money_periods.period(year, word or money_periods.YEAR)
                return works_papers.print_money(self.desk, code, homes, of, out, progress)

            Reading(self._page, f"正在打印{title}", draw).done(
                lambda found: self._page.shell.note(f"已打印 {found.pages} 页到 {out.name}")
            ).start()

        proposed = Path(f"{year}年{word if word != '全年' else ''}{title}.pdf")
        self._page.shell.say.save_file(self, f"打印{title}", proposed, "PDF 文件 (*.pdf)", to)


class MoneyOverview(MoneyPart):
    """All organizations with their totals."""

    organization_wanted = Signal(str)

    def __init__(self, page: Page) -> None:
        super().__init__(page, "收支合计", "个", ALL_COLUMNS, ALL_PURPOSE)
        self.open = button("看流水", "file-text", "", lambda: self.open_one(self.current_id()))
        self.add = button("记一笔收支", "plus", "primary", self._add)
        self.put_verbs(self.add)
        self.takes_blocks()
        self.put_verbs(self.open, self.sheet, self.gifts, self.period)

    def rows_of(self, scope: Scope, ask: Any) -> tuple[list[dict[str, str]], str, str]:
        """Return the organizations of a scope that keep a journal, and all added up."""
        from cso_desk.usecases import money, works_choices

        begins, ends = _span(period_of(scope.year, ask))
        homes = dict(works_choices.organizations(self.desk, scope.community))
        found = money.totals_of(self.desk, homes, begins, ends)
        kept = {one: totals for one, totals in found.items() if totals.kept}
        rows = [_total_row(one, homes[one], totals) for one, totals in kept.items()]
        if not kept:
            return [], "", ""
        return rows, f"{len(kept)} 个组织：{money.together(kept.values()).words}", ""

    def show_marked(self) -> None:
        """Verbs on a selection need one."""
        count = self.list.chosen().count
        self.open.setEnabled(count == 1)
        enable((self.sheet, self.gifts), count > 0)

    def open_one(self, record: str) -> None:
        """Show the journal of an organization."""
        if record:
            self.organization_wanted.emit(record)

    def _add(self) -> None:
        self.plan_wanted.emit(money_plan(self.desk, ""))


class JournalView(MoneyPart):
    """The journal of one organization."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, "收支流水", "笔", COLUMNS, PURPOSE)
        self.add = button("记一笔收支", "plus", "primary", self._add)
        self.remove = button("移除", "trash-2", "", self._remove)
        self.remove.setAccessibleName("移除收支")
        self.put_verbs(self.add)
        self.takes_blocks()
        self.put_verbs(self.sheet, self.gifts, self.remove, self.period)

    def rows_of(self, scope: Scope, ask: Any) -> tuple[list[dict[str, str]], str, str]:
        """Return the lines of the organization, its totals and what looks odd."""
        from cso_desk.usecases import money

        found = money.journal(self.desk, scope.organization, *_span(period_of(scope.year, ask)))
        totals = found.totals.words if found.totals.kept else ""
        return [_line_row(one) for one in found.lines], totals, "".join(found.warnings)

    def printed(self) -> Sequence[str]:
        """Return the organization of the journal."""
        return (self.scope.organization,)

    def show_marked(self) -> None:
        """Taking out needs a line."""
        self.remove.setEnabled(self.list.chosen().count > 0)

    def open_one(self, record: str) -> None:
        """Open the form of a line."""
        self.plan_wanted.emit(money_plan(self.desk, record))

    def _add(self) -> None:
        self.plan_wanted.emit(money_plan(self.desk, "", self.scope.organization))

    def _remove(self) -> None:
        def begin(ids: list[str]) -> None:
            def act() -> Any:
                from cso_desk.usecases import money

                return money.remove(self.desk, ids)

            self.write(act, f"已移除 {len(ids)} 笔收支")

        self.chosen(begin)


def period_of(year: int | None, word: str) -> Period | None:
    """Return the period of a year (the whole year without a word); None for all years."""
    from cso_desk.usecases import money_periods

    return money_periods.period(year, word or money_periods.YEAR) if year else None


def _span(of: Period | None) -> tuple[Any, Any]:
    return (of.begins, of.ends) if of else (None, None)


def _total_row(one: str, name: str, totals: Totals) -> dict[str, str]:
    from cso_desk.usecases.money_words import plain

    keys = ("opening", "income", "spending", "closing")
    amounts = {key: plain(getattr(totals, key)) for key in keys}
    return {"id": one, "name": name, "lines": str(totals.lines), **amounts}


def _line_row(one: Line) -> dict[str, str]:
    from cso_desk.usecases.money import INCOME, SPENDING
    from cso_desk.usecases.money_words import plain

    keys = ("date", "direction", "summary", "kind", "voucher", "handled_by", "donor", "note")
    return {
        "id": one.id,
        **{key: one.texts[key] for key in keys},
        "income": plain(one.amount) if one.direction == INCOME else "",
        "spending": plain(one.amount) if one.direction == SPENDING else "",
        "balance": plain(one.balance),
        "activity": one.activity,
    }
