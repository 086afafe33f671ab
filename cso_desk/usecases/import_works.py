"""Activities and money lines out of a pasted block or a spreadsheet: looked at first, taken in one step, nothing doubled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cso_desk import store
from cso_desk.errors import Problem, Trouble
from cso_desk.fields import Money, Text, Whole, narrow
from cso_desk.progress import Progress, Silent
from cso_desk.records import Activity, MoneyEntry, Organization, cell_fields
from cso_desk.store import Desk, Op, Session

from . import activities, money, policy_pack
from .activity_rules import Rules
from .done import Done
from .import_ledger import Source
from .money import INCOME, SPENDING
from .pasting import Pasted

if TYPE_CHECKING:
    from cso_desk.workbooks.columns import Column
    from cso_desk.workbooks.plain_lines import PlainLine, PlainLines
    from cso_desk.workbooks.sheets import Workbook

ACTIVITIES, MONEY = "activity", "money_entry"
_NOUNS = {ACTIVITIES: "活动", MONEY: "收支"}
_SAME = {
    ACTIVITIES: ("begins_on", "title"),
    MONEY: ("date", "direction", "amount", "summary", "voucher"),
}
"""What makes a row the same as one that is already kept."""
_HOMES = (
    "组织名称",
    "社区社会组织名称",
    "所属组织",
    "主办组织",
    "主办单位",
    "团队名称",
    "队伍名称",
)


@dataclass
class Taken:
    """Counts of rows, what each new row says (for the preview: heading words first), and the problems."""

    new: int = 0
    same: int = 0
    refused: int = 0
    totals: int = 0
    headings: list[tuple[str, str]] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The counts in one line."""
        parts = [f"新增 {self.new} 行"]
        parts += [f"已有 {self.same} 行，不重复记"] if self.same else []
        parts += [f"不能导入 {self.refused} 行"] if self.refused else []
        parts += [f"跳过合计 {self.totals} 行"] if self.totals else []
        return "，".join(parts)


@dataclass(frozen=True, slots=True)
class _Ready:
    """One row that can come in."""

    organization: str
    values: Mapping[str, Any]


def preview(desk: Desk, table: str, source: Source, into: str = "") -> Taken:
    """Tell what would come in; nothing is written. `into` is the organization of all rows that name none."""
    return _plan(desk, table, source, into)[0]


def take(
    desk: Desk, table: str, source: Source, into: str = "", progress: Progress | None = None
) -> Done[Taken]:
    """Take the rows in, in one step that one 还原 takes back; rows that cannot come in are told and left out.

    `table` is `ACTIVITIES` or `MONEY`. Raises `Trouble` NO_LEDGER where no such table is recognised, or what reading
    the file raises.
    """
    taken, ready = _plan(desk, table, source, into)
    told = progress or Silent()
    if not ready:
        return Done(taken)
    with desk.operation(f"导入{_NOUNS[table]}：{source.name}（{len(ready)} 行）") as op:
        for at, one in enumerate(ready):
            told.step(at, len(ready), "正在写入")
            _add(op, table, one)
    return Done(taken, frozenset(op.changes))


def _add(op: Op, table: str, one: _Ready) -> None:
    made = (Activity if table == ACTIVITIES else MoneyEntry)(organization=one.organization)
    for key, value in one.values.items():
        setattr(made, key, value)
    op.add(made)


def _plan(desk: Desk, table: str, source: Source, into: str) -> tuple[Taken, list[_Ready]]:
    book = _book(source)
    found = _recognised(desk, book, table)
    labels = {column.key: column.label for column in _columns(table)}
    taken = Taken(totals=found.totals)
    taken.headings = [(text, labels.get(key or "", "")) for text, key in found.headings]
    if not found.lines:
        raise Trouble("NO_LEDGER", _not_recognised(table, source))
    checker = _Checker(desk, table, into)
    ready = []
    for line in found.lines:
        one = checker.checked(line)
        taken.problems += line.problems
        if one is None:
            taken.refused += 1
        elif checker.known(one):
            taken.same += 1
        else:
            ready.append(one)
            taken.rows.append(checker.shown(one, line))
    taken.new = len(ready)
    return taken, ready


def _not_recognised(table: str, source: Source) -> str:
    wanted = (
        "活动名称、开始日期（或日期）"
        if table == ACTIVITIES
        else "日期、摘要、收入和支出（或金额）"
    )
    return f"“{source.name}”里没有认出{_NOUNS[table]}，请连同表头一起复制，表头要有{wanted}。"


def _book(source: Source) -> Workbook:
    from cso_desk.workbooks.opening import read_pasted, read_workbook

    if isinstance(source, Pasted):
        return read_pasted(source.name, source.html, source.text)
    return read_workbook(Path(source))


def _columns(table: str, *, hours: bool = True) -> list[Column]:
    """Return the columns of a table; without `hours` a column 活动时间 holds the day."""
    from cso_desk.workbooks.columns import Column

    record = Activity if table == ACTIVITIES else MoneyEntry
    found = [Column("organization", "组织", Text(60), _HOMES)]
    for one in cell_fields(record).values():
        if one.key == "hours" and not hours:
            continue
        more = ("活动时间",) if one.key == "begins_on" and not hours else ()
        found.append(Column(one.key, one.label, one.kind, (*one.synonyms, *more)))
    if table == MONEY:
        found.append(Column("income", "收入", Money(), ("收入金额", "收入(元)", "借方", "收")))
        found.append(Column("spending", "支出", Money(), ("支出金额", "支出(元)", "贷方", "支")))
        found.append(Column("balance", "结余", Text(40), ("余额", "结存", "结余(元)")))
        found.append(Column("serial", "序号", Whole(), ("编号", "行号")))
    return found


def _recognised(desk: Desk, book: Workbook, table: str) -> PlainLines:
    from cso_desk.workbooks.plain_lines import read_lines

    words = _words(desk, table)
    if table == MONEY:
        return read_lines(book, _columns(table), "date", words)
    found = read_lines(book, _columns(table), "title", words)
    if "begins_on" in {key for _, key in found.headings}:
        return found
    return read_lines(book, _columns(table, hours=False), "title", words)


def _words(desk: Desk, table: str) -> dict[str, dict[str, str]]:
    if table == ACTIVITIES:
        themes = policy_pack.words(desk, "activity_theme")
        return {"theme": {word: word for word in themes} | _with_ends(themes)}
    kinds = policy_pack.words(desk, "money_kind")
    return {
        "kind": {word: word for word in kinds},
        "direction": {"收": INCOME, "支": SPENDING, "进账": INCOME, "开支": SPENDING},
    }


def _with_ends(themes: Sequence[str]) -> dict[str, str]:
    return {f"{word}{end}": word for word in themes for end in ("主题", "活动", "主题活动")}


class _Checker:
    """Turns read rows into ones that can come in, and knows what is kept already."""

    def __init__(self, desk: Desk, table: str, into: str) -> None:
        self._table = table
        self._pack = policy_pack.pack(desk)
        self._rules = Rules.of(self._pack)
        with desk.read() as session:
            own = store.values_of(session, Organization, ("id", "name"), owner=desk.unit)
            self._kept = self._keys(session)
            self._openings = _openings(session)
        self._names = {one: name for one, name in own}
        self._by_name: dict[str, list[str]] = {}
        for one, name in own:
            self._by_name.setdefault(narrow(name), []).append(one)
        self._into = into

    def _keys(self, session: Session) -> set[tuple[Any, ...]]:
        record = Activity if self._table == ACTIVITIES else MoneyEntry
        return set(store.values_of(session, record, ("organization", *_SAME[self._table])))

    def known(self, one: _Ready) -> bool:
        """Tell whether the row is kept already; it is from now on."""
        key = (one.organization, *(one.values.get(part) for part in _SAME[self._table]))
        if key in self._kept:
            return True
        self._kept.add(key)
        return False

    def shown(self, one: _Ready, line: PlainLine) -> dict[str, str]:
        """Return a row as texts for the preview."""
        fields = cell_fields(Activity if self._table == ACTIVITIES else MoneyEntry)
        texts = {key: fields[key].kind.show(value) for key, value in one.values.items()}
        return {"id": line.where, "name": self._names[one.organization], **texts}

    def checked(self, line: PlainLine) -> _Ready | None:
        """Return the row as it can come in; None, with the reason among its problems, where it cannot."""
        home = self._home(line)
        if home is None:
            return None
        values = {key: value for key, value in line.values.items() if key != "organization"}
        found = list(
            self._of_activity(home, values)
            if self._table == ACTIVITIES
            else self._of_money(home, values)
        )
        for one in found:
            end = "，这一行没有导入。"
            words = f"第 {line.number} 行：{one.message.rstrip('。')}{end}"
            line.problems.append(Problem(line.where, one.field, one.code, words))
        return None if found else _Ready(home, values)

    def _home(self, line: PlainLine) -> str | None:
        said = line.values.get("organization", "")
        if not said and self._into:
            return self._into
        found = self._by_name.get(narrow(said), []) if said else []
        if len(found) == 1:
            return found[0]
        if self._into in found:
            return self._into
        code, words = "organization_unmatched", f"台账里没有“{said}”，请先新增这个组织，或改正名称"
        if not said:
            words = "没有写是哪个组织，请加一列“组织”，或先在上面选好组织"
        elif found:
            code = "organization_ambiguous"
            words = f"台账里有 {len(found)} 个“{said}”，请先在上面选好是哪个，再分开粘贴"
        message = f"第 {line.number} 行{words}，这一行没有导入。"
        line.problems.append(Problem(line.where, "组织", code, message))
        return None

    def _of_activity(self, home: str, values: dict[str, Any]) -> Iterator[Problem]:
        yield from _lacking(values, {"title": "活动名称", "begins_on": "开始日期"})
        yield from _too_long(Activity, values)
        yield from activities.checked(Activity(organization=home, **values), self._rules)

    def _of_money(self, home: str, values: dict[str, Any]) -> Iterator[Problem]:
        if sides := list(_settle_sides(values)):
            yield from sides
            return
        values.setdefault("summary", values.get("kind") or values.get("direction"))
        labels = {"date": "日期", "direction": "收支", "amount": "金额", "summary": "摘要"}
        yield from _lacking(values, labels)
        yield from _too_long(MoneyEntry, values)
        one = MoneyEntry(organization=home, **values)
        yield from money.own_problems(self._pack, one)
        others = self._openings.setdefault(home, [])
        yield from money.among(one, others)
        others.append(one)


def _openings(session: Session) -> dict[str, list[MoneyEntry]]:
    """Return the lines of each organization, apart from the session: a journal opens once and before all lines."""
    found: dict[str, list[MoneyEntry]] = {}
    keys = ("organization", "date", "direction")
    for organization, day, direction in store.values_of(session, MoneyEntry, keys):
        found.setdefault(organization or "", []).append(MoneyEntry(date=day, direction=direction))
    return found


def _settle_sides(values: dict[str, Any]) -> Iterator[Problem]:
    """Turn the columns 收入 and 支出 into direction and amount; both filled in one row is refused."""
    values.pop("balance", None)
    values.pop("serial", None)
    income, spending = values.pop("income", None), values.pop("spending", None)
    if income and spending:
        yield Problem("", "金额", "both_sides", "同一行写了收入又写了支出，请分成两行")
    elif income or spending:
        values["direction"] = INCOME if income else SPENDING
        values["amount"] = income or spending


def _lacking(values: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[Problem]:
    for key, label in labels.items():
        if values.get(key) is None:
            yield Problem("", label, "missing_required", f"没有{label}")


def _too_long(
    record: type[Activity] | type[MoneyEntry], values: Mapping[str, Any]
) -> Iterator[Problem]:
    for key, value in values.items():
        one = cell_fields(record)[key]
        fault = one.kind.check(value)
        if fault:
            yield Problem("", one.label, "out_of_range", f"{one.label}{fault}")
