"""A 退回修改包 on arrival: who may send one, and whose remarks it may bring (packages.md 2.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cso_desk.errors import Trouble
from cso_desk.records import ReturnItem

from . import order_taking, trust
from .returns import KIND

if TYPE_CHECKING:
    from cso_desk.packages.open import Opened
    from cso_desk.store import Desk


def check(desk: Desk, package: Opened) -> None:
    """Refuse a 退回修改包 that does not come from the pinned superior, or that brings more than remarks.

    Raises `Trouble` OUT_OF_SCOPE, MALFORMED.
    """
    cover = package.cover
    if cover.kind != KIND:
        return
    if not order_taking.from_above(desk, package):
        words = f"{cover.from_name}不是本单位的上级，不能退回本单位的记录，没有接收。"
        raise Trouble("OUT_OF_SCOPE", words)
    if set(package.tables()) - {ReturnItem.__tablename__}:
        words = "退回修改包里只能有退回意见，这一份还有别的内容，没有接收；请让上级重新生成。"
        raise Trouble("MALFORMED", words)


def may_own(desk: Desk, package: Opened) -> Callable[[str], bool] | None:
    """Return the test whose remarks a 退回修改包 may bring: any unit above this desk; None for another kind."""
    if package.cover.kind != KIND:
        return None
    inside = trust.inside_of(desk)
    return lambda unit: unit != desk.unit and inside(desk.unit, unit)
