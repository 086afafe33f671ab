"""《组织移交清单》: an order on paper with the organizations that it moves, signed by who hands over, takes and watches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.records import Organization, TransferOrder
from cso_desk.store import Desk, Session

from . import exchange_papers, order_taking
from .exchange_words import day_word
from .paper_data import common
from .units import names_of

LIST = "P11"


def listing(desk: Desk, orders: Sequence[str]) -> bytes:
    """Return the lists of these orders (ids) as PDF, one after the other. Raises `Trouble` NO_RECORD."""
    with desk.read() as session:
        found = store.listed(session, TransferOrder, order="id", id=list(orders))
        sheets = [_sheet(session, one) for one in found]
    if not sheets:
        raise Trouble("NO_RECORD", "没有要打印的移交，请先选一份移交。")
    shared = common(desk)
    return exchange_papers.drawn(desk, LIST, *({**shared, **one} for one in sheets))


def number_of(order: TransferOrder) -> str:
    """Return an order's number as papers show it: its day and the end of its id."""
    return f"{order.issued_at[:10].replace('-', '')}-{order.id[-6:].upper()}"


def _sheet(session: Session, kept: TransferOrder) -> dict[str, Any]:
    order = order_taking.signed_of(kept).order
    records = store.listed(session, Organization, id=list(kept.organizations), order="name")
    names = names_of(session, [one.community for one in records if one.community])
    rows = sum(len(found) for found in order.rows.values())
    return {
        "from": {"full_name": order.from_name},
        "to": {"full_name": order.to_name},
        "package": {
            "seq": number_of(kept),
            "made_on": day_word(kept.issued_at),
            "rows": str(rows),
            "count": str(len(kept.organizations)),
            "issuer": order.issuer_name,
            "reason": kept.reason,
            "document": kept.document,
        },
        "orgs": [_line(number, one, names) for number, one in enumerate(records, 1)],
    }


def _line(number: int, one: Organization, names: Mapping[str, str]) -> dict[str, str]:
    return {
        "no": str(number),
        "name": one.name,
        "community": names.get(one.community or "", "") or one.community_text or "",
        "category": one.category or "",
        "filing_number": one.filing_number or "",
        "leader": one.leader or "",
    }
