"""What of the records travels upward, and how a package describes it (packages.md 2.2, the policy pack's `reporting`)."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from cso_desk import store
from cso_desk.fields import Data, Decimal2, Kind, Whole, YesNo
from cso_desk.policy import Pack
from cso_desk.policy.pack import RESOURCES
from cso_desk.records import SYNC_COLUMNS, TRAVELLING, Field, Record, fields_of
from cso_desk.store import Desk, Session

from . import edges, trust
from .edges import Plan
from .exchange_words import RECORDS, field_word, in_order

if TYPE_CHECKING:
    from cso_desk.packages.cover import Profile, Version

_SYNC_KEYS = frozenset({"id", *SYNC_COLUMNS})
_DIVISIONS = RESOURCES / "divisions" / "henan.tsv.gz"


@dataclass(frozen=True)
class Projection:
    """Which fields stay below: per table the keys that no package carries, under a name and a growing number."""

    name: str
    no: int
    drop: Mapping[str, frozenset[str]]

    def dropped(self, record: type[Record]) -> set[str]:
        """Return the keys of a record that do not travel."""
        private = {f.key for f in fields_of(record).values() if f.private == "never_leaves"}
        return private | self.drop.get(record.__tablename__, frozenset())

    def kept_words(self) -> list[str]:
        """Return the labels of the fields that the policy pack keeps below, each once, for the preview."""
        pairs = [(table, key) for table, keys in self.drop.items() for key in sorted(keys)]
        return list(dict.fromkeys(field_word(table, key) for table, key in pairs))

    @property
    def profile(self) -> Profile:
        """The projection as the cover names it."""
        from cso_desk.packages.cover import Profile

        return Profile(self.name, self.no)


def projection_of(pack: Pack, level: str = "") -> Projection:
    """Return the projection that the policy pack sets for packages from a unit of `level` to its superior.

    What stays below everywhere stays below on every level; a level only adds to it, so that each desk narrows further.
    """
    raw = pack.value("reporting.profile")
    drop = {table: frozenset(keys) for table, keys in raw["drop"].items()}
    more = raw.get("levels", {}).get(level, {})
    for table, keys in more.items():
        drop[table] = drop.get(table, frozenset()) | frozenset(keys)
    return Projection(f"{raw['name']}-{level}" if more else raw["name"], raw["no"], drop)


def branch(desk: Desk, session: Session, unit: str) -> frozenset[str]:
    """Return the owners of rows here that are `unit` or lie below it: those whose rows it reports."""
    inside = trust.inside_of(desk, session)
    return frozenset(one for one in store.owners(session) if inside(one, unit)) | {unit}


@dataclass
class Outgoing:
    """The rows of a desk's whole branch as a package takes them, in full or as they changed since `plan.base`.

    Read `deletes` first, then each table to its end: `sent` (by table and id) and `states` fill while they are read.
    """

    session: Session
    owners: frozenset[str]
    projection: Projection
    plan: Plan

    def __post_init__(self) -> None:
        self.sent: dict[str, dict[str, tuple[int, str]]] = {}
        self.states: dict[str, str] = {}
        self._gone: dict[str, list[tuple[str, str]]] = {}

    def counts(self) -> dict[str, int]:
        """Return how many living rows of each table the branch has."""
        found = {}
        for table in in_order(RECORDS):
            by_owner = store.count_by(self.session, RECORDS[table], "owner", owner=self.owners)
            found[table] = sum(by_owner.values())
        return found

    def tables(self) -> dict[str, Iterator[dict[str, Any]]]:
        """Return the living rows of each table, sorted by id."""
        return {one.__tablename__: self._rows(one) for one in TRAVELLING}

    def schemas(self) -> dict[str, list[Mapping[str, object]]]:
        """Return the Frictionless fields of each table, without the sync columns."""
        found = {}
        for record in TRAVELLING:
            drop = self.projection.dropped(record)
            keys = store.travelling_keys(self.session, record, self.owners, drop=drop)
            found[record.__tablename__] = schema_of(record, keys)
        return found

    def deletes(self) -> Iterator[dict[str, Any]]:
        """Go through the tombstones of all tables."""
        from cso_desk.packages.rows import row_hash

        for record in TRAVELLING:
            table = record.__tablename__
            acked = edges.acked(self.session, self.plan, table)
            gone = self._gone.setdefault(table, [])
            for row in store.tombstones(self.session, record, self.owners, hash_row=row_hash):
                gone.append((row["id"], row["row_hash"]))
                if self._goes(table, row, acked):
                    yield row

    def _rows(self, record: type[Record]) -> Iterator[dict[str, Any]]:
        from cso_desk.packages.rows import StateHash, row_hash

        drop = self.projection.dropped(record)
        table = record.__tablename__
        acked = edges.acked(self.session, self.plan, table)
        state, gone = StateHash(), deque(self._gone.get(table, ()))
        rows = store.outgoing(self.session, record, self.owners, drop=drop, hash_row=row_hash)
        for row in rows:
            while gone and gone[0][0] < row["id"]:
                state.add(*gone.popleft())
            state.add(row["id"], row["row_hash"])
            if self._goes(table, row, acked):
                yield row
        for one in gone:
            state.add(*one)
        self.states[table] = state.hexdigest()

    def _goes(self, table: str, row: Mapping[str, Any], acked: Mapping[str, str]) -> bool:
        kept = edges.digest(row["row_hash"])
        if acked.get(row["id"]) == kept:
            return False
        self.sent.setdefault(table, {})[row["id"]] = (row["rev"], kept)
        return True


def schema_of(record: type[Record], keys: Iterable[str]) -> list[Mapping[str, object]]:
    """Return the Frictionless fields of rows with these keys, without the sync columns."""
    fields = fields_of(record)
    return [_described(fields.get(key), key) for key in keys if key not in _SYNC_KEYS]


def _described(field: Field | None, key: str) -> Mapping[str, object]:
    if field is None:
        return {"name": key, "type": "any"}
    return {"name": key, "title": field.label, "type": _type(field.kind)}


def _type(kind: Kind) -> str:
    if isinstance(kind, Whole | Decimal2):
        return "integer"
    if isinstance(kind, YesNo):
        return "boolean"
    return "any" if isinstance(kind, Data) else "string"


@cache
def division_version() -> Version:
    """Return which division tree the rows refer to."""
    from cso_desk.packages.cover import Version

    digest = hashlib.sha256(_DIVISIONS.read_bytes()).hexdigest()
    return Version(_DIVISIONS.name.partition(".")[0], digest)


def code_list_version(pack: Pack) -> Version:
    """Return which code lists the rows refer to."""
    from cso_desk.packages.canonical import sha256_hex
    from cso_desk.packages.cover import Version
    from cso_desk.sorted_json import sorted_json

    return Version(pack.version, sha256_hex(sorted_json(pack.subject("categories"))))
