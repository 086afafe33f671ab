"""恢复备份后的核对: this desk's version of a record beside the one that the superior holds; one by one or all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .page import Page
from .two_sides import Sides, TwoSided, TwoSidesView

if TYPE_CHECKING:
    from cso_desk.usecases.done import Done

_SIDES = Sides(
    name="恢复备份后的核对",
    heads=("本机的内容", "上级收到的内容"),
    purpose="恢复备份以前报上去的内容，上级还留着。逐条看，选以哪一边为准；选好后随下一个上报包再报。",
    empty="没有要核对的内容。恢复旧备份以后，本机和上级不一样的会列在这里。",
    keep="以本机为准",
    take="以上级收到的为准",
)
_SAYS = "两边都改过，或上级收到的比本机新。"


def fork_view(page: Page) -> TwoSidesView:
    """Return the view of what waits after a restored backup."""

    def read() -> list[TwoSided]:
        from cso_desk.usecases import forks

        return [
            TwoSided(one.record, one.table, one.word, one.name, _SAYS, one.mine, one.theirs)
            for one in forks.compare(page.desk)
        ]

    def settle(ids: list[str], right: bool) -> Done[int]:
        from cso_desk.usecases import forks

        return forks.settle(page.desk, forks.THEIRS if right else forks.MINE, ids)

    return TwoSidesView(page, _SIDES, read, settle)
