"""The overview on paper (P08) and as a workbook: what the window shows, line by line, with the same sums."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cso_desk.progress import Progress
from cso_desk.store import Desk

from . import branch_overview, paper_data
from .branch_overview import Overview, UnitLine
from .done import Done
from .print_forms import Printed, draw_layout
from .units import own_unit

FORM = "P08"
_INDENT = "　"


def chosen(found: Overview, units: Sequence[str] = ()) -> list[UnitLine]:
    """Return the lines of these units and of all at the top; without `units` the top alone."""
    return [one for one in found.lines if not one.parent or one.unit in units]


def depths(lines: Sequence[UnitLine]) -> list[int]:
    """Return how deep each line stands under those before it."""
    known: dict[str, int] = {}
    for one in lines:
        known[one.unit] = known.get(one.parent, -1) + 1 if one.parent else 0
    return [known[one.unit] if one.parent else 0 for one in lines]


def print_overview(
    desk: Desk, out: Path, units: Sequence[str] = (), progress: Progress | None = None
) -> Done[Printed]:
    """Write the overview as PDF (A4 across, with a line for the seal); raises `Trouble` UNWRITABLE."""
    found = branch_overview.overview(desk)
    page = {**paper_data.common(desk), "standing": _page(found, chosen(found, units))}
    _, drawn = draw_layout(desk, FORM, [page], out, progress)
    skipped = [(own_unit(desk).name, words) for _, words in drawn.skipped]
    return Done(Printed([out], drawn.pages, skipped=skipped))


def _page(found: Overview, lines: Sequence[UnitLine]) -> dict[str, object]:
    before, now = found.periods[-2] if len(found.periods) > 1 else None, found.periods[-1]
    reported = sum(one.reported for one in found.due)
    return {
        "words": found.words,
        "before": before.name if before else "",
        "now": now.name,
        "due_words": f"应报 {len(found.due)} 个，已报 {reported} 个",
        **_numbers(found.whole),
        "rows": [
            {
                "no": str(number),
                "name": _INDENT * depth + one.name,
                "before": one.cells[-2].words if before else "",
                "now": one.cells[-1].words,
                "missing": one.missing,
                **_numbers(one),
            }
            for number, (one, depth) in enumerate(zip(lines, depths(lines), strict=True), 1)
        ],
    }


def _numbers(one: UnitLine) -> dict[str, str]:
    keys = ("organizations", "filed", "unfiled", "members")
    figures = {key: str(getattr(one.figures, key)) for key in keys}
    return {**figures, "city": one.city, "rural": one.rural}


def write_overview(desk: Desk, out: Path, progress: Progress | None = None) -> Done[int]:
    """Write all units with all figures as a workbook (.xlsx, or .csv by its ending); raises `Trouble` UNWRITABLE."""
    from cso_desk.workbooks.table_writing import OutColumn, Paper, write_table

    found = branch_overview.overview(desk)
    kinds = sorted(found.whole.figures.kinds)
    columns = [
        OutColumn("单位"),
        OutColumn("级别"),
        *(OutColumn(one.name, "报送情况") for one in found.periods),
        *map(OutColumn, ("最近一份", "缺号", "两边不一致")),
        *(OutColumn(word, whole=True) for word in ("组织", "已备案", "未备案", "成员")),
        *(OutColumn(kind or "类别未填", "按类别", whole=True) for kind in kinds),
        *map(OutColumn, ("城市平均/目标", "农村平均/目标", "最早的数据")),
    ]
    rows = [
        _row(one, depth, kinds) for one, depth in zip(found.lines, depths(found.lines), strict=True)
    ]
    whole = _row(found.whole, 0, kinds)
    paper = Paper(
        f"{own_unit(desk).full_name}社区社会组织汇总情况",
        found.words,
        desk.clock.today().isoformat(),
    )
    return Done(write_table(out, columns, [*rows, ["合计", "", *whole[2:]]], paper))


def _row(one: UnitLine, depth: int, kinds: Sequence[str]) -> list[str | int | None]:
    figures = one.figures
    return [
        _INDENT * depth + one.name,
        one.level,
        *(cell.words for cell in one.cells),
        *(one.last, one.missing, one.differing),
        *(figures.organizations, figures.filed, figures.unfiled, figures.members),
        *(figures.kinds.get(kind, 0) for kind in kinds),
        *(one.city, one.rural, figures.oldest),
    ]
