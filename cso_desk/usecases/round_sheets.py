"""Entry sheet by sheet: each ballot is read once or twice, differences are settled with a note, all are counted.

A secret sheet gets its number here, after mixing; nothing says who filled it in (practice.md 9).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import BadValue, Whole, narrow
from cso_desk.records import Round, Sheet, Tally
from cso_desk.records.evaluations import ENTRY_WAYS
from cso_desk.records.round_meetings import SHEET_READINGS
from cso_desk.store import Desk, Session

from . import round_reading, scoring
from .done import Done
from .round_reading import COLUMN_KEYS, known, open_one

FIRST, SECOND = SHEET_READINGS
TWICE = ENTRY_WAYS[2]
MARKS: Mapping[int, str] = {
    1: "优秀",
    2: "合格",
    3: "基本合格",
    4: "不合格",
    0: "弃权",
    9: "无效",
}
"""The digit of a row → the column that it is counted in."""
_COUNT = Whole(0, 99_999)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One sheet that was read: its number and its digits in the order of the paper, None where none is known."""

    number: int
    digits: tuple[int | None, ...]
    entered_by: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of one sheet that two readings give differently; `settled` is the digit agreed on, with a note."""

    number: int
    organization: str
    name: str
    first: int
    second: int
    settled: int | None
    note: str
    group: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the reading of a group's sheets is."""

    organizations: tuple[tuple[str, str], ...]
    first: tuple[SheetLine, ...]
    second: tuple[SheetLine, ...]
    differences: tuple[Difference, ...]
    lacking: tuple[int, ...]
    twice: bool

    @property
    def open_differences(self) -> int:
        """How many differences wait."""
        return sum(1 for one in self.differences if one.settled is None)


@dataclass(frozen=True, slots=True)
class Counted:
    """A count of the sheets: how many there were, and what differs from the counts that were kept before."""

    sheets: int
    differences: tuple[str, ...]


def reading(desk: Desk, round_id: str, group: str) -> Reading:
    """Return the sheets of a group as they were read, the differences side by side, and what lacks a second reading."""
    with desk.read() as session:
        found = known(session, round_id)
        names = round_reading.names(session, round_id)
        return _reading(session, found, group, names)


def _reading(session: Session, found: Round, group: str, names: Mapping[str, str]) -> Reading:
    kept = store.listed(session, Sheet, order="number", round=found.id, group=group)
    first = {one.number or 0: one for one in kept if one.reading == FIRST}
    second = {one.number or 0: one for one in kept if one.reading == SECOND}
    twice = found.entry == TWICE
    return Reading(
        tuple(names.items()),
        tuple(_line(one, names) for one in first.values()),
        tuple(_line(one, names) for one in second.values()),
        tuple(_differences(group, first, second, names)) if twice else (),
        tuple(sorted(first.keys() ^ second.keys())) if twice else (),
        twice,
    )


def _line(one: Sheet, names: Mapping[str, str]) -> SheetLine:
    return SheetLine(
        one.number or 0, tuple(one.marks.get(key) for key in names), one.entered_by or ""
    )


def _differences(
    group: str, first: Mapping[int, Sheet], second: Mapping[int, Sheet], names: Mapping[str, str]
) -> Iterator[Difference]:
    for number in sorted(first.keys() & second.keys()):
        one, other, settled = first[number].marks, second[number].marks, first[number].settled or {}
        for key, name in names.items():
            if one.get(key, 0) != other.get(key, 0):
                own: Mapping[str, Any] = settled.get(key, {})
                yield Difference(
                    number,
                    key,
                    name,
                    one.get(key, 0),
                    other.get(key, 0),
                    own.get("mark"),
                    own.get("note", ""),
                    group,
                )


@dataclass(frozen=True, slots=True)
class Read:
    """One sheet as somebody reads it: which reading, its number (0: the next one), who reads (empty: the user)."""

    digits: Sequence[int]
    which: str = FIRST
    number: int = 0
    reader: str = ""


def enter_sheet(desk: Desk, round_id: str, group: str, read: Read) -> Done[int]:
    """Keep one sheet: a digit for each organization in the order of the paper; return the sheet's number.

    A number that is there is read anew. Raises `Problems` for a digit that is none, `Trouble` ROUND_SETTLED,
    not_owner, SAME_READER when one person does both readings of a round that two persons enter.
    """
    reader = read.reader.strip() or desk.user
    with desk.operation(f"逐张录入{group}评议票（{read.which}）") as op:
        found = open_one(desk, op.session, round_id)
        order = round_reading.judged(op.session, round_id)
        _refuse_bad(group, found, read.digits, len(order))
        kept = store.listed(op.session, Sheet, round=round_id, group=group)
        own = {one.number or 0: one for one in kept if one.reading == read.which}
        at = read.number or max(own, default=0) + 1
        if found.entry == TWICE:
            _refuse_same_reader(kept, at, read.which, reader)
        sheet = own.get(at)
        if sheet is None:
            sheet = op.add(Sheet(round=round_id, group=group, number=at, reading=read.which))
        sheet.marks, sheet.entered_by = dict(zip(order, read.digits, strict=True)), reader
        op.session.flush()
        _forget_settled(op.session, round_id, group, at)
    return Done(at, frozenset(op.changes))


def _refuse_same_reader(kept: Sequence[Sheet], number: int, which: str, reader: str) -> None:
    for one in kept:
        if one.number == number and one.reading != which and one.entered_by == reader:
            words = f"第 {number} 号票的另一遍也是{reader}录的；双人录入要换一个人，请改录入人。"
            raise Trouble("SAME_READER", words)


def _refuse_bad(group: str, found: Round, digits: Sequence[int], wanted: int) -> None:
    voters = scoring.read_scheme(found.scheme).group(group)
    if voters is None:
        raise Problems([Problem("", "group", "not_in_list", f"这一轮没有投票方“{group}”。")])
    if len(digits) != wanted:
        words = f"这张票应有 {wanted} 行，录了 {len(digits)} 行，请核对。"
        raise Problems([Problem("", "digits", "sheet_rows", words)])
    for row, digit in enumerate(digits, start=1):
        if digit not in MARKS:
            words = f"第 {row} 行只能是 1、2、3、4（等次从高到低）、0（弃权）或 9（无效）。"
            raise Problems([Problem(f"第 {row} 行", "digits", "sheet_digit", words)])


def _forget_settled(session: Session, round_id: str, group: str, number: int) -> None:
    for one in store.listed(session, Sheet, round=round_id, group=group, number=number):
        if one.settled:
            one.settled = None


def remove_sheet(desk: Desk, round_id: str, group: str, number: int, which: str) -> Done[int]:
    """Take out a sheet that was entered twice or by mistake (还原 brings it back)."""
    with desk.operation(f"移除一张{group}评议票") as op:
        open_one(desk, op.session, round_id)
        for one in store.listed(
            op.session, Sheet, round=round_id, group=group, number=number, reading=which
        ):
            op.remove(one)
        _forget_settled(op.session, round_id, group, number)
    return Done(number, frozenset(op.changes))


def settle(
    desk: Desk, round_id: str, group: str, number: int, organization: str, mark: int, note: str
) -> Done[int]:
    """Settle one difference after a look at the paper; returns how many are still open.

    Raises `Problems` for a digit that is none or a note that lacks, `Trouble` NO_SHEET.
    """
    if mark not in MARKS:
        words = "请写 1、2、3、4、0 或 9。"
        raise Problems([Problem("", "mark", "sheet_digit", words)])
    if not note.strip():
        words = "请写明怎样核定的，如“看原票，第 3 行是合格”。"
        raise Problems([Problem("", "note", "missing_required", words)])
    with desk.operation("核定两遍录入的不同") as op:
        found = open_one(desk, op.session, round_id)
        sheets = store.listed(
            op.session, Sheet, round=round_id, group=group, number=number, reading=FIRST
        )
        if not sheets:
            raise Trouble("NO_SHEET", f"没有第 {number} 号票，请刷新。")
        own = {"mark": mark, "note": note.strip(), "by": desk.user}
        sheets[0].settled = {**(sheets[0].settled or {}), organization: own}
        op.session.flush()
        names = round_reading.names(op.session, round_id)
        still = _reading(op.session, found, group, names).open_differences
    return Done(still, frozenset(op.changes))


def count(desk: Desk, round_id: str, group: str, people: Mapping[str, str]) -> Done[Counted]:
    """Count the sheets of a group into its tallies; `people` gives 应到, 实到, 发出 as texts.

    Raises `Problems` for counts that cannot be, and while differences or second readings are open.
    """
    with desk.operation(f"清点{group}评议票") as op:
        found = open_one(desk, op.session, round_id)
        names = round_reading.names(op.session, round_id)
        sheets, counts = _count(op.session, found, group, people, names)
        tallies = store.listed(op.session, Tally, round=round_id, group=group)
        differing = tuple(_differing(tallies, counts, names))
        _write(tallies, counts)
    return Done(Counted(sheets, differing), frozenset(op.changes))


def recount(desk: Desk, round_id: str, group: str, people: Mapping[str, str]) -> Counted:
    """Count the sheets again without keeping anything, and name what differs from the kept counts; raises as `count`."""
    with desk.read() as session:
        found = known(session, round_id)
        names = round_reading.names(session, round_id)
        sheets, counts = _count(session, found, group, people, names)
        tallies = store.listed(session, Tally, round=round_id, group=group)
        return Counted(sheets, tuple(_differing(tallies, counts, names)))


def _count(
    session: Session, found: Round, group: str, people: Mapping[str, str], names: Mapping[str, str]
) -> tuple[int, dict[str, dict[str, int]]]:
    read = _reading(session, found, group, names)
    _refuse_open(read, group)
    voters = scoring.read_scheme(found.scheme).group(group)
    given = _people(people, voters, len(read.first))
    marks = list(_final_marks(session, found, group))
    counts = {key: counted(given, (own.get(key, 0) for own in marks)) for key in names}
    for own in counts.values():
        if problems := scoring.count_problems("清点结果", own, voters):
            raise Problems(problems)
    return len(marks), counts


def _refuse_open(read: Reading, group: str) -> None:
    if not read.first:
        words = f"{group}还没有录入一张票，请先逐张录入。"
        raise Problems([Problem("", "digits", "no_sheets", words)])
    if read.lacking:
        numbers = "、".join(str(one) for one in read.lacking[:8])
        words = f"{group}第 {numbers} 号票只录了一遍，请两个人各录一遍再清点。"
        raise Problems([Problem("", "digits", "one_reading", words)])
    if read.open_differences:
        words = f"{group}还有 {read.open_differences} 处两遍录入不同，请先对照原票核定。"
        raise Problems([Problem("", "digits", "open_differences", words)])


def _people(
    people: Mapping[str, str], group: scoring.VoterGroup | None, sheets: int
) -> dict[str, int]:
    given, problems = {}, []
    columns = [
        one for one in scoring.PEOPLE[:3] if not (group and group.household and one == "实到")
    ]
    for column in columns:
        try:
            number = _COUNT.parse(narrow(people.get(column, "")))
        except BadValue as fault:
            problems.append(Problem("", column, fault.code, f"{column}：{fault.message}"))
            continue
        if number is None:
            problems.append(Problem("", column, "missing_required", f"{column}没有填，请填写。"))
        else:
            given[column] = number
    if problems:
        raise Problems(problems)
    return {**given, "收回": sheets}


def _final_marks(session: Session, found: Round, group: str) -> Iterator[dict[str, int]]:
    kept = store.listed(session, Sheet, round=found.id, group=group, reading=FIRST)
    for one in kept:
        settled = one.settled or {}
        yield {**one.marks, **{key: own["mark"] for key, own in settled.items()}}


def counted(people: Mapping[str, int], digits: Iterable[int]) -> dict[str, int]:
    """Return the counts of one organization from its digits on all sheets; their order does not matter."""
    found = Counter(MARKS[digit] for digit in digits)
    valid = sum(found[option] for option in scoring.OPTIONS)
    return {
        **people,
        "有效": valid,
        "无效": found["无效"],
        **{option: found[option] for option in scoring.OPTIONS},
    }


def _differing(
    tallies: Sequence[Tally], counts: Mapping[str, Mapping[str, int]], names: Mapping[str, str]
) -> Iterator[str]:
    for tally in tallies:
        own = counts.get(tally.organization or "")
        if own is None or tally.valid is None:
            continue
        for column in ("收回", "有效", "无效", *scoring.OPTIONS):
            before = getattr(tally, COLUMN_KEYS[column])
            if before != own[column]:
                name = names.get(tally.organization or "", "")
                yield f"“{name}”的{column}：原来是 {before}，清点是 {own[column]}。"


def _write(tallies: Sequence[Tally], counts: Mapping[str, Mapping[str, int]]) -> None:
    for tally in tallies:
        for column, key in COLUMN_KEYS.items():
            setattr(tally, key, counts[tally.organization or ""].get(column))


def follow_merge(session: Session, kept: str, gone: str) -> None:
    """Let the sheets of the rounds of `kept` name it where they name `gone`, which was merged into it."""
    rounds = {row[0] for row in store.values_of(session, Tally, ("round",), organization=kept)}
    for one in store.listed(session, Sheet, round=rounds) if rounds else ():
        if gone in (one.marks or {}) and kept not in one.marks:
            one.marks = {kept if key == gone else key: mark for key, mark in one.marks.items()}
        if gone in (one.settled or {}) and kept not in one.settled:
            one.settled = {kept if key == gone else key: own for key, own in one.settled.items()}
