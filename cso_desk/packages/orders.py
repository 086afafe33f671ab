"""Transfer orders (移交令): which rows go from one owner to another, signed by a superior of both (packages.md 2.4).

An order travels word for word with its signature and its issuer's chain, so that anyone can show it to anyone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

import msgspec

from cso_desk.packages.canonical import read_object
from cso_desk.packages.certificates import Anchor, Chain, Inside, check_chain, read_chain
from cso_desk.packages.cover import TableName
from cso_desk.packages.keys import UnitKeys
from cso_desk.packages.refusals import Refusal, parsing
from cso_desk.packages.suite import suite_of
from cso_desk.packages.units import Name, UnitId, check_shown
from cso_desk.sorted_json import sorted_json

ORDERS: Final = "_orders"
"""The table of the protocol in which orders travel, one a line."""
MAX_ROWS: Final = 6000
"""How many rows one order names at most, so that it fits into one line of a package."""

_DOMAIN: Final = b"csopkg/1 order\n"
_NUMBER = Annotated[int, msgspec.Meta(ge=0)]
_Text = Annotated[str, msgspec.Meta(max_length=2000)]
_Hex = Annotated[str, msgspec.Meta(pattern=r"^(?:[0-9a-f]{2}){64,72}$")]
_FIELDS: Final = ("id", "order", "sig", "chain")

Version = tuple[_NUMBER, UnitId]
"""Revision and instance of a row as the issuer knew it: what is greater was written without knowing the order."""


class Order(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"from_unit": "from", "to_unit": "to"},
):
    """What an order says.

    `rows` names every row by table and id with its `Version`; `oe` is their owner epoch from now on. `reason` and
    `document` are for people, `issued` is local time with offset.
    """

    v: Literal[1]
    id: UnitId
    organizations: tuple[UnitId, ...]
    rows: dict[TableName, dict[UnitId, Version]]
    from_unit: UnitId
    from_name: Name
    to_unit: UnitId
    to_name: Name
    oe: Annotated[int, msgspec.Meta(ge=2, lt=2**31)]
    issuer: UnitId
    issuer_name: Name
    issued: _Text
    reason: _Text
    document: _Text


@dataclass(frozen=True)
class SignedOrder:
    """An order as it is kept and shown: its text, the signature (hex) and the issuer's chain.json text."""

    text: str
    signature: str
    chain: str

    @property
    def order(self) -> Order:
        """What it says; nothing is proved yet. Raises `Refusal` MALFORMED."""
        with parsing("order"):
            order = msgspec.convert(read_object(self.text.encode("utf-8")), Order)
            for shown in (order.from_name, order.to_name, order.issuer_name):
                check_shown(shown)
            return order


class _Line(msgspec.Struct, frozen=True):
    id: UnitId
    order: str
    sig: _Hex
    chain: str


def sign_order(order: Order, keys: UnitKeys, chain: Chain) -> SignedOrder:
    """Return the order signed by its issuer, whose own chain is `chain`."""
    text = sorted_json(msgspec.to_builtins(order))
    signature = keys.suite.sign(keys.sign_private, _DOMAIN + text)
    return SignedOrder(text.decode("utf-8"), signature.hex(), chain.raw.decode("utf-8"))


def check_order(
    signed: SignedOrder, anchors: Iterable[Anchor], inside: Inside, *, vouched: bool
) -> Order:
    """Return the order when its issuer signed it, is trusted, and stands above both owners.

    `vouched` tells that the pinned parent shows it, which has checked its issuer. Raises `Refusal` MALFORMED,
    BAD_CHAIN, BAD_SIGNATURE, UNKNOWN_SENDER or OUT_OF_SCOPE.
    """
    order = signed.order
    with parsing("chain of an order"):
        chain = read_chain(signed.chain.encode("utf-8"))
    issuer = chain.subject
    if issuer.subject != order.issuer:
        raise Refusal("BAD_CHAIN", "certificate of another unit than the issuer")
    text = _DOMAIN + signed.text.encode("utf-8")
    with parsing("signature of an order"):
        signature = bytes.fromhex(signed.signature)
    if not suite_of(issuer.suite).verify(issuer.party.sign, signature, text):
        raise Refusal("BAD_SIGNATURE", "order")
    if not vouched:
        check_chain(chain, anchors, inside)
    if not all(inside(unit, order.issuer) for unit in (order.from_unit, order.to_unit)):
        raise Refusal("OUT_OF_SCOPE", "the issuer is not above both owners")
    return order


def order_rows(orders: Iterable[SignedOrder]) -> list[dict[str, object]]:
    """Return the lines that carry orders in a package."""
    by_id = {one.order.id: one for one in orders}
    return [
        {"id": id_, "order": one.text, "sig": one.signature, "chain": one.chain}
        for id_, one in sorted(by_id.items())
    ]


def order_schema() -> list[Mapping[str, object]]:
    """Return the Frictionless fields of the table of orders."""
    return [{"name": name, "type": "string"} for name in _FIELDS]


def read_orders(rows: Iterable[Mapping[str, Any]]) -> list[SignedOrder]:
    """Return the orders that a package carries; nothing is proved yet. Raises `Refusal` MALFORMED."""
    with parsing(ORDERS):
        lines = [msgspec.convert(dict(row), _Line) for row in rows]
        return [SignedOrder(line.order, line.sig, line.chain) for line in lines]
