"""Turns a table into rows with heights, and rows into the parts that go on each sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cso_desk.documents.cells import CellSetter, Findings, wanted_height
from cso_desk.documents.fitting import Typesetter
from cso_desk.documents.layout import Cell, Grid, Repeat, Row
from cso_desk.documents.marks import Box, Mark, Stroke
from cso_desk.documents.sizes import MM
from cso_desk.documents.templates import Scope
from cso_desk.errors import Problem, Problems

_OUTER, _INNER = 1.2, 0.5  # weights of the frame and of the lines inside
_STEP = 0.5
_EASE = 1.2 * MM  # more room than needed in a row that grows with its text


@dataclass(slots=True)
class Spot:
    """A cell with its place: first row and column, and one past the last."""

    cell: Cell
    scope: Scope
    row: int
    column: int
    row_end: int
    column_end: int


@dataclass(slots=True)
class Table:
    """A grid with one record's rows; `heights` are in points."""

    grid: Grid
    rows: list[Row]
    spots: list[Spot]
    lines: list[float]
    heights: list[float]

    def heads(self) -> list[int]:
        """Return the numbers of the head rows, which are the first."""
        return list(range(next((n for n, row in enumerate(self.rows) if not row.head), 0)))


def lay_out(grid: Grid, scope: Scope, left: float, width: float, findings: Findings) -> Table:
    """Return the rows of `grid` for one record, at their least heights."""
    rows, scopes = _rows(grid, scope, findings)
    total = sum(grid.columns)
    lines, reached = [left], 0.0
    for column in grid.columns:
        reached += column
        lines.append(left + width * reached / total)
    return Table(
        grid, rows, _spots(rows, scopes, len(grid.columns)), lines, [r.height for r in rows]
    )


def _rows(grid: Grid, scope: Scope, findings: Findings) -> tuple[list[Row], list[Scope]]:
    rows: list[Row] = []
    scopes: list[Scope] = []
    for row in grid.rows:
        items = _items(row, row.repeat, scope, findings) if row.repeat else [None]
        rows.extend([row] * len(items))
        scopes.extend(replace(scope, item=item) for item in items)
    return rows, scopes


def _items(
    row: Row, repeat: Repeat, scope: Scope, findings: Findings
) -> Sequence[Mapping[str, object] | None]:
    """Return the items of a repeated row, numbered, with blank ones after them."""
    items = scope.items(repeat.rows)
    if not items and repeat.names:
        items = [{repeat.names_to: name} for name in scope.names(repeat.names)]
    if repeat.most and len(items) > repeat.most:
        _note_rest(row, items[repeat.most :], repeat.most, scope, findings)
        items = items[: repeat.most]
    filled = [{"no": str(number), **item} for number, item in enumerate(items, 1)]
    least = max(repeat.least, 0 if items else repeat.blank)
    for number in range(len(filled) + 1, least + 1):
        filled.append({"no": str(number)} if repeat.counted else {})
    return filled


def _note_rest(
    row: Row,
    items: Sequence[Mapping[str, object]],
    printed: int,
    scope: Scope,
    findings: Findings,
) -> None:
    """Send the items that have no row to the continuation sheet, one line each."""
    lines = []
    for number, item in enumerate(items, printed + 1):
        inner = replace(scope, item=item)
        values = [(cell.name, cell.text.fill(inner)) for cell in row.cells]
        lines.append(f"{number}．" + "；".join(f"{name}：{text}" for name, text in values if text))
    title = row.repeat.title if row.repeat else ""
    findings.cut.append((title, "\n".join(lines)))


def _spots(rows: Sequence[Row], scopes: Sequence[Scope], columns: int) -> list[Spot]:
    spots: list[Spot] = []
    free_from = [0] * columns
    for number, (row, scope) in enumerate(zip(rows, scopes, strict=True)):
        column = 0
        for cell in row.cells:
            while free_from[column] > number:
                column += 1
            end = number + (cell.down or 1 + _following_repeats(rows, number))
            spots.append(Spot(cell, scope, number, column, end, column + cell.across))
            free_from[column : column + cell.across] = [end] * cell.across
            column += cell.across
    return spots


def _following_repeats(rows: Sequence[Row], number: int) -> int:
    count = 0
    for row in rows[number + 1 :]:
        if not row.repeat:
            break
        count += 1
    return count


def stretch(table: Table, setter: Typesetter, room: float) -> bool:
    """Give rows the height that their text wants, and fill `room`; false if the rows exceed it.

    If the wishes at full type size exceed the room, smaller sizes are tried, and at the least
    size small wishes are met before large ones.
    """
    spare = room - sum(table.heights)
    if spare < -0.01:
        return False
    shrink = 0.0
    needs = _needs(table, setter, shrink)
    while sum(needs) > spare and shrink < _most_shrink(table):
        shrink += _STEP
        needs = _needs(table, setter, shrink)
    gains = _fair(needs, spare)
    table.heights = [h + gain for h, gain in zip(table.heights, gains, strict=True)]
    _share(table, room - sum(table.heights))
    return True


def _fair(needs: Sequence[float], spare: float) -> list[float]:
    """Meet the needs from the smallest on; what is left when one is too large goes to the rest.

    Half a line helps nobody, so small needs are met whole before large ones get anything.
    """
    gains = [0.0] * len(needs)
    order = sorted((number for number, need in enumerate(needs) if need), key=needs.__getitem__)
    for place, number in enumerate(order):
        met = needs[number] <= spare + 0.01
        gains[number] = needs[number] if met else spare / (len(order) - place)
        spare -= gains[number]
    return gains


def grow(table: Table, setter: Typesetter, most: float) -> None:
    """Give rows the height that their text wants, up to each row's `tallest` and to `most`."""
    needs = _needs(table, setter, 0.0)
    table.heights = [
        min(height + need + _EASE, max(row.tallest, height), most) if need else height
        for row, height, need in zip(table.rows, table.heights, needs, strict=True)
    ]


def _most_shrink(table: Table) -> float:
    return max((spot.cell.style.size - spot.cell.style.least for spot in table.spots), default=0.0)


def _needs(table: Table, setter: Typesetter, shrink: float) -> list[float]:
    """Return what each row lacks for its text at a size smaller by `shrink`."""
    needs = [0.0] * len(table.rows)
    for spot in table.spots:
        if spot.row_end - spot.row != 1:
            continue
        cell = _smaller(spot.cell, shrink)
        width = table.lines[spot.column_end] - table.lines[spot.column]
        lack = wanted_height(setter, cell, spot.scope, width) - table.heights[spot.row]
        needs[spot.row] = max(needs[spot.row], lack)
    return needs


def _smaller(cell: Cell, shrink: float) -> Cell:
    size = max(cell.style.size - shrink, cell.style.least)
    return replace(cell, style=replace(cell.style, size=size)) if shrink else cell


def _share(table: Table, spare: float) -> None:
    """Share spare height among the rows that ask for it, none above its `share_to`."""
    asking = {n: row.share for n, row in enumerate(table.rows) if row.share}
    while spare > 0.01 and asking:
        total = sum(asking.values())
        given = 0.0
        for number, share in list(asking.items()):
            row, height = table.rows[number], table.heights[number]
            limit = row.share_to or float("inf")
            gain = min(spare * share / total, max(limit - height, 0.0))
            table.heights[number] += gain
            given += gain
            if gain < spare * share / total:
                del asking[number]
        spare -= given
        if given <= 0.01:
            break


def parts(table: Table, first_room: float, later_room: float, tail: float = 0.0) -> list[list[int]]:
    """Return the row numbers for each sheet, head rows repeated; an empty first part: no room.

    A row, and rows that a cell binds together, never split. Where the `tail` that follows the
    table does not fit below it, the last row goes to the next sheet with it, so that signatures
    never stand alone. Raises Problems when rows that stay together are higher than a sheet.
    """
    heads = table.heads()
    head_height = sum(table.heights[number] for number in heads)
    result: list[list[int]] = []
    part, room = list(heads), first_room - head_height
    for bound in _bound(table, len(heads)):
        height = sum(table.heights[number] for number in bound)
        if height > room + 0.01:
            if height + head_height > later_room + 0.01:
                raise _too_high(table, bound)
            result.append(part if len(part) > len(heads) else [])
            part, room = list(heads), later_room - head_height
        part.extend(bound)
        room -= height
    last = _bound(table, len(heads))[-1:] or [[]]
    if tail > room + 0.01 and len(part) > len(heads) + len(last[0]):
        return [*result, part[: -len(last[0])], [*heads, *last[0]]]
    return [*result, part]


def _bound(table: Table, first: int) -> list[list[int]]:
    """Return runs of rows from `first` that stay together: all of them, or those under one cell."""
    count = len(table.rows)
    if table.grid.together:
        return [list(range(first, count))]
    tied = [False] * count
    for spot in table.spots:
        for number in range(spot.row + 1, spot.row_end):
            tied[number] = True
    runs: list[list[int]] = []
    for number in range(first, count):
        if tied[number] and runs:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _too_high(table: Table, bound: Sequence[int]) -> Problems:
    name = next((s.cell.name for s in table.spots if s.row in bound and s.cell.name), "")
    message = f"版式里“{name}”这几行连在一起比一页还高，请改小版式里的行高。"
    return Problems([Problem("", name, "layout_no_room", message)])


def put_part(
    table: Table, numbers: Sequence[int], top: float, setter: Typesetter, findings: Findings
) -> tuple[list[Mark], float]:
    """Set the given rows from `top` downward; return the marks and the foot of the last row."""
    tops, y = {}, top
    for number in numbers:
        tops[number] = y
        y += table.heights[number]
    marks: list[Mark] = []
    cells = CellSetter(setter, findings, marks)
    boxes = []
    for spot in table.spots:
        if spot.row in tops:
            last = spot.row_end - 1
            box = Box(
                table.lines[spot.column],
                tops[spot.row],
                table.lines[spot.column_end],
                tops[last] + table.heights[last],
            )
            boxes.append(box)
            cells.put(spot.cell, spot.scope, box)
    if table.grid.lined and numbers:
        frame = Box(table.lines[0], top, table.lines[-1], y)
        marks.extend(_ruling_as_before(table.grid, tuple(boxes), frame, setter))
    return marks, y


def _ruling_as_before(
    grid: Grid, boxes: tuple[Box, ...], frame: Box, setter: Typesetter
) -> tuple[Mark, ...]:
    marks = setter.recalled(grid, boxes)
    if marks is None:
        marks = tuple(_ruling(boxes, frame))
        setter.keep(grid, boxes, marks)
    return marks


def _ruling(boxes: Sequence[Box], frame: Box) -> list[Mark]:
    """Return the lines around the boxes, each drawn once, and the heavier frame."""
    across: dict[float, list[tuple[float, float]]] = {}
    down: dict[float, list[tuple[float, float]]] = {}
    for box in boxes:
        for y in (box.top, box.bottom):
            across.setdefault(round(y, 2), []).append((box.left, box.right))
        for x in (box.left, box.right):
            down.setdefault(round(x, 2), []).append((box.top, box.bottom))
    marks: list[Mark] = []
    for y, spans in sorted(across.items()):
        weight = _OUTER if y in (round(frame.top, 2), round(frame.bottom, 2)) else _INNER
        marks.extend(Stroke(start, y, end, y, weight) for start, end in _joined(spans))
    for x, spans in sorted(down.items()):
        weight = _OUTER if x in (round(frame.left, 2), round(frame.right, 2)) else _INNER
        marks.extend(Stroke(x, start, x, end, weight) for start, end in _joined(spans))
    return marks


def _joined(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1] + 0.05:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
