"""迟到改动: what a former owner changed after records had been handed over, taken over or left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .page import Page
from .two_sides import Sides, TwoSided, TwoSidesView

if TYPE_CHECKING:
    from cso_desk.usecases.done import Done
    from cso_desk.usecases.late_edits import LateEdit

_SIDES = Sides(
    name="迟到改动",
    heads=("现在的内容", "原单位后来的改动"),
    purpose="移交以后原单位又改过的内容，两边并排放着，都没有丢。可以逐条采用，也可以维持现在的内容。",
    empty="没有移交以后才收到的改动。",
    keep="维持现在的内容",
    take="采用原单位的改动",
)


def late_view(page: Page) -> TwoSidesView:
    """Return the view of the late edits."""

    def read() -> list[TwoSided]:
        from cso_desk.usecases import late_edits

        return [_item(one) for one in late_edits.listed(page.desk)]

    def settle(ids: list[str], right: bool) -> Done[int]:
        from cso_desk.usecases import late_edits

        chosen = [int(one) for one in ids]
        return (late_edits.take_over if right else late_edits.leave)(page.desk, chosen)

    return TwoSidesView(page, _SIDES, read, settle)


def _item(one: LateEdit) -> TwoSided:
    says = "移交以后原单位又改过，没有直接收下；两边都留着，看过再选。"
    if not one.mine:
        says = f"这条记录现在由{one.owner or '别的单位'}维护，这里不能采用；请告知对方核对后选“维持现在的内容”。"
    return TwoSided(
        id=str(one.n),
        table=one.table,
        word=one.word,
        name=one.name,
        says=says,
        left=one.standing,
        right=one.theirs,
        can_take=one.mine,
    )
