"""The list of cases sorts by every column that it shows."""

from cso_desk.usecases import case_lists, units
from cso_desk.usecases.opening import Desk

from .conftest import TO_ACCEPTED, TO_FILED, make_ready, opened, walk


def _listed(desk: Desk, order: str, *, descending: bool = False) -> list[str]:
    asked = case_lists.CaseQuery(order=order, descending=descending)
    rows = case_lists.case_rows(desk, case_lists.case_ids(desk, asked), [order])
    return [row.cells[0] for row in rows if row]


def test_columns_of_the_organization_and_the_time_left_sort(town: Desk, village: str) -> None:
    other = next(one for one in units.communities(town) if one.id != village)
    short = other.name.removesuffix("居民委员会").removesuffix("村民委员会")
    teams = [
        make_ready(town, village, "百泉社区舞蹈队"),
        make_ready(town, other.id, f"{short}合唱团"),
        make_ready(town, village, "百泉社区书画社"),
    ]
    chosen = opened(town, teams)
    walk(town, chosen[1:], *TO_FILED)
    walk(town, chosen[:1], *TO_ACCEPTED)
    names = _listed(town, "community")
    assert names == sorted(names) and len(set(names)) == 2
    numbers = _listed(town, "filing_number")
    assert numbers == ["百泉社备〔2026〕1号", "百泉社备〔2026〕2号", ""]
    backwards = _listed(town, "filing_number", descending=True)
    assert backwards == ["百泉社备〔2026〕2号", "百泉社备〔2026〕1号", ""]
    assert _listed(town, "left")[0].startswith("还剩")
