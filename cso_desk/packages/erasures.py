"""Erasures (清除令): which rows are blanked by law, on whose order; they travel like transfer orders (packages.md 2.6).

An erasure names rows by their ids and never says what stood in them.
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

ERASURES: Final = "_erasures"
"""The table of the protocol in which erasures travel, one a line."""
MAX_ROWS: Final = 6000
"""How many rows one erasure names at most, so that it fits into one line of a package."""

_DOMAIN: Final = b"csopkg/1 erasure\n"
_Text = Annotated[str, msgspec.Meta(max_length=2000)]
_Key = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,60}$")]
_Hex = Annotated[str, msgspec.Meta(pattern=r"^(?:[0-9a-f]{2}){64,72}$")]
_FIELDS: Final = ("id", "erasure", "sig", "chain")


class ErasureOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an erasure says.

    `rows` names by table and id the fields to blank, none for the whole row, which then is removed too. `reason` and
    `document` are for people, `issued` is local time with offset.
    """

    v: Literal[1]
    id: UnitId
    what: Literal["person", "organization"]
    rows: dict[TableName, dict[UnitId, tuple[_Key, ...]]]
    issuer: UnitId
    issuer_name: Name
    issued: _Text
    reason: _Text
    document: _Text


@dataclass(frozen=True)
class SignedErasure:
    """An erasure as it is kept and shown: its text, the signature (hex) and the issuer's chain.json text."""

    text: str
    signature: str
    chain: str

    @property
    def order(self) -> ErasureOrder:
        """What it says; nothing is proved yet. Raises `Refusal` MALFORMED."""
        with parsing("erasure"):
            order = msgspec.convert(read_object(self.text.encode("utf-8")), ErasureOrder)
            check_shown(order.issuer_name)
            return order


class _Line(msgspec.Struct, frozen=True):
    id: UnitId
    erasure: str
    sig: _Hex
    chain: str


def sign_erasure(order: ErasureOrder, keys: UnitKeys, chain: Chain) -> SignedErasure:
    """Return the erasure signed by its issuer, whose own chain is `chain`."""
    text = sorted_json(msgspec.to_builtins(order))
    signature = keys.suite.sign(keys.sign_private, _DOMAIN + text)
    return SignedErasure(text.decode("utf-8"), signature.hex(), chain.raw.decode("utf-8"))


def check_erasure(
    signed: SignedErasure, anchors: Iterable[Anchor], inside: Inside, *, vouched: bool
) -> ErasureOrder:
    """Return the erasure when its issuer signed it and is trusted; whose rows it names is for the desk to look up.

    `vouched` tells that the pinned parent shows it, which has checked its issuer. Raises `Refusal` MALFORMED,
    BAD_CHAIN, BAD_SIGNATURE, UNKNOWN_SENDER.
    """
    order = signed.order
    with parsing("chain of an erasure"):
        chain = read_chain(signed.chain.encode("utf-8"))
    issuer = chain.subject
    if issuer.subject != order.issuer:
        raise Refusal("BAD_CHAIN", "certificate of another unit than the issuer")
    with parsing("signature of an erasure"):
        signature = bytes.fromhex(signed.signature)
    text = _DOMAIN + signed.text.encode("utf-8")
    if not suite_of(issuer.suite).verify(issuer.party.sign, signature, text):
        raise Refusal("BAD_SIGNATURE", "erasure")
    if not vouched:
        check_chain(chain, anchors, inside)
    return order


def erasure_rows(erasures: Iterable[SignedErasure]) -> list[dict[str, object]]:
    """Return the lines that carry erasures in a package."""
    by_id = {one.order.id: one for one in erasures}
    return [
        {"id": id_, "erasure": one.text, "sig": one.signature, "chain": one.chain}
        for id_, one in sorted(by_id.items())
    ]


def erasure_schema() -> list[Mapping[str, object]]:
    """Return the Frictionless fields of the table of erasures."""
    return [{"name": name, "type": "string"} for name in _FIELDS]


def read_erasure(row: Mapping[str, Any]) -> SignedErasure:
    """Return the erasure of one line; nothing is proved yet. Raises `Refusal` MALFORMED."""
    with parsing(ERASURES):
        line = msgspec.convert(dict(row), _Line)
        return SignedErasure(line.erasure, line.sig, line.chain)
