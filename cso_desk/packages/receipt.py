"""What a receipt says: which package, the verdict, what became of its rows, and why some were not taken.

A receipt travels as a package of kind `receipt` (packages.md 2.7): two tables of the protocol itself, `_receipts` with
one line and `_rejected` with one line per row that was not taken. The receiver's signature is the package's.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec

from cso_desk.packages.cover import Sha256, TableName
from cso_desk.packages.open import Opened
from cso_desk.packages.refusals import Refusal, parsing
from cso_desk.packages.rows import Row
from cso_desk.packages.units import UnitId

RECEIPTS: Final = "_receipts"
REJECTED: Final = "_rejected"

ReceiptVerdict = Literal["ok", "part", "refused", "duplicate", "fork"]

_Count = Annotated[int, msgspec.Meta(ge=0)]
_Number = Annotated[int, msgspec.Meta(ge=1)]
_Text = Annotated[str, msgspec.Meta(max_length=2000)]
_T = TypeVar("_T", bound=msgspec.Struct)


class Taken(msgspec.Struct, frozen=True):
    """What became of one table's rows."""

    added: _Count = 0
    changed: _Count = 0
    removed: _Count = 0
    same: _Count = 0
    refused: _Count = 0


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """One row that was not taken: where it stood, why, and what its owner can do.

    `value_masked` never holds a whole ID number or phone. `winner` is the row that stands instead, where there is one.
    """

    table: TableName
    id: str | None
    line: _Number | None
    code: _Text
    field: _Text | None
    value_masked: _Text | None
    why_zh: _Text
    remedy_zh: _Text
    winner: dict[str, Any] | None = None


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one package, which `package` (its id), `instance`, `seq` and the hash of its cover name.

    `verdict` `part` means that it was taken but some rows were not; `code` is the refusal's code where there is one;
    `state_hash` is the receiver's, per table, after taking; `taken_at` is local time with offset.
    """

    package: UnitId
    cover_sha256: Sha256
    instance: UnitId
    seq: _Number
    verdict: ReceiptVerdict
    code: _Text | None
    tables: dict[TableName, Taken]
    missing_seqs: tuple[_Number, ...]
    state_hash: dict[TableName, Sha256]
    taken_at: _Text
    rejected: tuple[Rejected, ...] = ()


def receipt_tables(receipt: Receipt) -> dict[str, list[Row]]:
    """Return the tables of the receipt package; their schemas are `receipt_schemas`."""
    head: dict[str, object] = msgspec.to_builtins(receipt)
    rejected: Any = head.pop("rejected")
    return {RECEIPTS: [head], REJECTED: list(rejected)}


def receipt_schemas() -> dict[str, list[Mapping[str, object]]]:
    """Return the Frictionless fields of the receipt's tables."""
    head = [name for name in Receipt.__struct_fields__ if name != "rejected"]
    return {
        RECEIPTS: [_field(name) for name in head],
        REJECTED: [_field(name) for name in Rejected.__struct_fields__],
    }


def read_receipt(opened: Opened) -> Receipt:
    """Return the receipt that an opened package of kind `receipt` carries; raises `Refusal` MALFORMED."""
    try:
        return _read(opened)
    except Refusal as refusal:
        raise refusal.about(opened.cover) from refusal


def _read(opened: Opened) -> Receipt:
    if opened.cover.kind != "receipt":
        raise Refusal("MALFORMED", "not a receipt")
    rejected = tuple(_typed(opened, REJECTED, Rejected))
    heads = _typed(opened, RECEIPTS, Receipt)
    if len(heads) != 1:
        raise Refusal("MALFORMED", "number of receipts")
    return msgspec.structs.replace(heads[0], rejected=rejected)


def _typed(opened: Opened, table: str, kind: type[_T]) -> list[_T]:
    with parsing(table):
        lines = list(opened.rows(table)) if table in opened.tables() else []
        if any(line.fault for line in lines):
            raise ValueError("a bad line")
        return [msgspec.convert(line.row, kind) for line in lines]


_TYPES: Final = {
    "seq": "integer",
    "line": "integer",
    "tables": "object",
    "state_hash": "object",
    "winner": "object",
    "missing_seqs": "array",
}


def _field(name: str) -> Mapping[str, object]:
    return {"name": name, "type": _TYPES.get(name, "string")}
