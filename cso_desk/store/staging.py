"""Staging: the rows of one package, read, checked and compared with the desk before anything is taken.

They wait in an encrypted file of their own, so that a large package does not fill the memory and the
desk is not touched (packages.md 3).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from types import TracebackType
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy.orm import Session

from cso_desk.fields import Link
from cso_desk.records import SCHEMA

from . import folder as places
from .connecting import connect, plain_words
from .desk import Desk
from .erasing import Erasures, blanked, erased_of, make_room, redacted
from .exchanging import HashRow
from .incoming import WHY, Incoming, Refused, read_row, read_tombstone
from .moving import Moves, moves_of
from .ranks import Ranks
from .settling import FORKED, LACKING, winner_of
from .shapes import Shape, Values, canonical, rows_by, shapes
from .streams import heed_streams
from .verdicts import Life, verdict_on

DELETES = "_deletes"
VERDICTS = ("added", "changed", "removed", "same", "older", "refused")
TAKEN = ("added", "changed", "removed")
_CHUNK = 500
_OLD_HOURS = 24

Line = Sequence[Any]
"""(line number, raw bytes, row as dict) and, where it is bad already, a refusal code as the fourth."""


_Read = dict[str, list[tuple[int, bytes, Incoming]]]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that will not be taken, for quarantine and receipt; `winner` is the one that stands instead."""

    table: str
    line: int
    id: str
    code: str
    why: str
    raw: bytes
    winner: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that would change: values as a clerk reads them, empty for none."""

    id: str
    name: str
    key: str
    label: str
    old: str
    new: str


@dataclass
class Staging:
    """What a package would do. Close it (or use `with`): its file goes then.

    `counts` by table and verdict (added, changed, removed, same, older, refused); `refused` rows;
    `notes` (table, id, sentence) are doubts about rows that are taken all the same: a word outside
    the code list, a link that points nowhere.
    """

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    refused: list[RefusedRow] = field(default_factory=list)
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    ranks: Ranks = field(default_factory=Ranks)
    life: Life = field(default_factory=Life)
    _connection: Any = None
    _file: Any = None
    _desk: Desk | None = None

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Forget the rows; a second call does nothing."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
            with suppress(OSError):
                self._file.unlink()

    def to_take(self, table: str) -> Iterator[list[Incoming]]:
        """Yield in chunks the rows of a table that would be written, sorted by id."""
        marks = ", ".join("?" * len(TAKEN))
        yield from self._select(table, f"verdict IN ({marks}) ORDER BY id", TAKEN)

    def differences(self, table: str, limit: int = 1000) -> list[Difference]:
        """Return field by field what the changed rows of a table would change, at most `limit`."""
        assert self._desk is not None
        shape = shapes()[table]
        found: list[Difference] = []
        with self._desk.read() as session:
            for chunk in self._select(table, "verdict = 'changed' ORDER BY i", ()):
                stored = rows_by(session, shape, "id", [row.id for row in chunk])
                for row in chunk:
                    found += _differences(shape, stored.get(row.id), row)
                if len(found) >= limit:
                    break
        return found[:limit]

    def absent(self, owner: str) -> list[tuple[str, str]]:
        """Return (table, id) of living rows of `owner` on this desk that the package does not hold.

        After a full package they are listed as missing, never removed.
        """
        assert self._desk is not None
        found = []
        with self._desk.read() as session:
            for name, shape in shapes().items():
                columns = shape.table.c
                held = shape.table.select().with_only_columns(columns.id)
                held = held.where(columns.owner == owner, columns.deleted.is_(False))
                staged = {row[0] for row in self._run("SELECT id FROM row WHERE tbl = ?", (name,))}
                staged |= {row.id for row in self.refused if row.table == name}
                found += [(name, id_) for id_ in session.scalars(held) if id_ not in staged]
        return found

    def send_back(self, life: Life) -> None:
        """Put on the list of refused rows what this desk took in during an earlier life and a full package lacks."""
        assert self._desk is not None
        lacking: dict[str, list[str]] = {}
        for table, record in self.absent(life.unit):
            lacking.setdefault(table, []).append(record)
        with self._desk.read() as session:
            for table, ids in lacking.items():
                for id_, stored in rows_by(session, shapes()[table], "id", ids).items():
                    if stored["inst"] != life.instance:
                        winner = winner_of(shapes()[table], stored, private=True)
                        row = (table, 0, id_, LACKING, WHY[LACKING], canonical(winner).encode())
                        self.refused.append(RefusedRow(*row, winner=winner))

    def _select(
        self, table: str, condition: str, values: Sequence[str]
    ) -> Iterator[list[Incoming]]:
        shape = shapes()[table]
        rows = self._run(
            f"SELECT id, sync, body, extra, absent FROM row WHERE tbl = ? AND {condition}",
            (table, *values),
        )
        while chunk := rows.fetchmany(_CHUNK):
            yield [_thawed(shape, *row) for row in chunk]

    def _run(self, sql: str, values: Sequence[Any] = ()) -> Any:
        return self._connection.execute(sql, values)


def stage(
    desk: Desk,
    tables: Mapping[str, Iterable[Line]],
    *,
    owner_allowed: Callable[[str], bool],
    hash_row: HashRow,
    schema: int,
    profile_no: int,
    moves: Moves | None = None,
    life: Life | None = None,
    ranks: Ranks | None = None,
    erasures: Erasures | None = None,
) -> Staging:
    """Read and compare the rows of a package; the desk is not changed.

    `tables` holds the lines of each table and, under `_deletes`, the tombstones. `owner_allowed`
    tells whether the sender speaks for a unit. `schema` and `profile_no` are those of the cover, `moves`
    is what the transfer orders in the package say, by record id; `life` whose state the package reports; `ranks` who
    stands above whom; `erasures` are those that the package shows, with the records they name: it is blanked by the
    others. Raises `Trouble`: DISK_FULL, FOLDER_UNWRITABLE; what the iterators raise.
    """
    reader = _Reader(desk, owner_allowed, hash_row, (schema, profile_no), moves, life or Life())
    reader.erasures = erasures or {}
    reader.staging.life, reader.staging.ranks = life or Life(), ranks or Ranks()
    try:
        with plain_words(desk.folder), desk.read() as session:
            for table, lines in tables.items():
                reader.read_table(session, table, lines)
            reader.finish(session)
    except BaseException:
        reader.staging.close()
        raise
    return reader.staging


class _Reader:
    """Fills one staging."""

    def __init__(
        self,
        desk: Desk,
        owner_allowed: Callable[[str], bool],
        hash_row: HashRow,
        numbers: tuple[int, int],
        moves: Moves | None,
        life: Life,
    ) -> None:
        self._allowed = owner_allowed
        self._hash_row = hash_row
        self._numbers = numbers
        self._moves = moves
        self._life = life
        self._seen: dict[str, set[str]] = {name: set() for name in shapes()}
        self._links: dict[str, dict[str, tuple[str, str, str]]] = {}
        self.erasures: Erasures = {}
        self.staging = _open_staging(desk)

    def read_table(self, session: Session, table: str, lines: Iterable[Line]) -> None:
        """Read all lines of one table."""
        stream = iter(lines)
        while chunk := list(islice(stream, _CHUNK)):
            read: _Read = {}
            for line in chunk:
                self._read_line(table, line, read)
            for name, rows in read.items():
                self._compare(session, shapes()[name], rows)

    def finish(self, session: Session) -> None:
        """Note the links that point nowhere."""
        for target, links in self._links.items():
            shape = shapes()[target]
            wanted = [id_ for id_ in links if id_ not in self._seen[target]]
            known = rows_by(session, shape, "id", wanted)
            for id_ in wanted:
                if id_ not in known or known[id_]["deleted"]:
                    table, record_id, label = links[id_]
                    words = f"“{label}”指向的记录还没有收到。"
                    self.staging.notes.append((table, record_id, words))

    def _read_line(self, table: str, line: Line, read: _Read) -> None:
        number, raw, row, *fault = line
        name = row.get("table") if table == DELETES else table
        name = name if isinstance(name, str) else table
        try:
            if fault and fault[0]:
                raise Refused(fault[0] if fault[0] in WHY else "MALFORMED")
            found = self._read_row(table, name, row)
        except Refused as refused:
            given = row.get("id")
            record_id = given if isinstance(given, str) else ""
            self._refuse(RefusedRow(name, number, record_id, refused.code, refused.why, raw))
            return
        read.setdefault(name, []).append((number, raw, found))
        self.staging.notes += [(name, found.id, note) for note in found.notes]

    def _read_row(self, table: str, name: str, row: Mapping[str, Any]) -> Incoming:
        shape = shapes().get(name)
        if shape is None:
            raise Refused("newer_table" if self._numbers[0] > SCHEMA else "MALFORMED")
        reader = read_tombstone if table == DELETES else read_row
        found = reader(shape, row, self._hash_row, *self._numbers)
        if not self._allowed(found.sync["owner"]):
            raise Refused("OUT_OF_SCOPE")
        if found.id in self._seen[name]:
            raise Refused("DUPLICATE_ID")
        self._seen[name].add(found.id)
        return found

    def _compare(
        self, session: Session, shape: Shape, rows: Sequence[tuple[int, bytes, Incoming]]
    ) -> None:
        ids = [row.id for _, _, row in rows]
        stored, moves = rows_by(session, shape, "id", ids), moves_of(session, ids, self._moves)
        erased = erased_of(session, ids, self.erasures)
        make_room(session, stored, self.erasures)
        heed_streams(session, stored, [row for _, _, row in rows], self._life)
        kept = []
        for number, raw, row in rows:
            if row.id in erased:
                row, raw = blanked(shape, row, erased[row.id]), redacted(raw, erased[row.id])
            try:
                ranks, said = self.staging.ranks, moves.get(row.id, ())
                verdict = verdict_on(stored.get(row.id), row, said, ranks, shape.name)
                if verdict == "older" and self._life.has_forgotten(stored.get(row.id), row):
                    raise Refused(FORKED)
            except Refused as refused:
                facts = (shape.name, number, row.id, refused.code, refused.why, raw)
                self._refuse(
                    RefusedRow(*facts, winner=_winner(shape, stored.get(row.id), refused.code))
                )
                continue
            self._count(shape.name, verdict)
            row = replace(row, absent=ranks.leaves(shape.name, row))
            kept.append((shape.name, row.id, verdict, *_frozen(shape, row)))
            self._note_links(shape, row)
        self.staging._connection.executemany(
            "INSERT INTO row(tbl, id, verdict, sync, body, extra, absent) VALUES (?, ?, ?, ?, ?, ?, ?)",
            kept,
        )

    def _note_links(self, shape: Shape, row: Incoming) -> None:
        for key, field_ in shape.fields.items():
            target = row.values[key]
            if isinstance(field_.kind, Link) and target and field_.kind.table in shapes():
                links = self._links.setdefault(field_.kind.table, {})
                links.setdefault(target, (shape.name, row.id, field_.label))

    def _refuse(self, refused: RefusedRow) -> None:
        self.staging.refused.append(refused)
        self._count(refused.table, "refused")

    def _count(self, table: str, verdict: str) -> None:
        counts = self.staging.counts.setdefault(table, dict.fromkeys(VERDICTS, 0))
        counts[verdict] += 1


def _winner(shape: Shape, stored: Values | None, code: str) -> dict[str, Any] | None:
    """Return what stands instead of a late or forked row; the private part goes to its own owner alone."""
    if stored is None or code not in ("late", "overruled", FORKED):
        return None
    return winner_of(shape, stored, private=code == FORKED)


def _differences(shape: Shape, stored: Values | None, row: Incoming) -> Iterator[Difference]:
    old = stored or {}
    name = str(row.values.get("name") or old.get("name") or "")
    for key, field_ in shape.fields.items():
        before, after = old.get(key), row.values[key]
        if before != after and key not in row.absent:
            shown = ["" if value is None else field_.kind.show(value) for value in (before, after)]
            yield Difference(row.id, name, key, field_.label, *shown)


def _frozen(shape: Shape, row: Incoming) -> tuple[str, str, str, str]:
    body = {
        key: shape.fields[key].kind.to_json(value)
        for key, value in row.values.items()
        if value is not None
    }
    absent = " ".join(sorted(row.absent))
    return canonical(row.sync), canonical(body), canonical(row.extra), absent


def _thawed(
    shape: Shape, record_id: str, sync: str, body: str, extra: str, absent: str
) -> Incoming:
    values = shape.restored(json.loads(body))
    left = frozenset(absent.split())
    return Incoming(record_id, json.loads(sync), values, json.loads(extra), absent=left)


def _open_staging(desk: Desk) -> Staging:
    home = desk.folder / places.STAGING
    try:
        home.mkdir(exist_ok=True)
        _sweep(home, desk.clock.now().timestamp())
    except OSError as error:
        raise places.unwritable(desk.folder, error) from error
    file = home / f"{uuid.uuid4()}.db"
    with plain_words(desk.folder):
        connection = connect(file, desk.key)
        try:
            connection.execute("PRAGMA journal_mode=OFF")
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute(
                "CREATE TABLE row(i INTEGER PRIMARY KEY, tbl TEXT NOT NULL, id TEXT NOT NULL, "
                "verdict TEXT NOT NULL, sync TEXT NOT NULL, body TEXT NOT NULL, extra TEXT NOT NULL, "
                "absent TEXT NOT NULL)"
            )
        except driver.Error:
            connection.close()
            raise
    return Staging(_connection=connection, _file=file, _desk=desk)


def _sweep(home: Any, now: float) -> None:
    """Remove what a killed program left here long ago."""
    for file in home.glob("*.db"):
        if now - file.stat().st_mtime > _OLD_HOURS * 3600:
            file.unlink(missing_ok=True)
