"""Write the inner ZIP: rows become lines, lines are hashed and packed while they pass, nothing is held whole.

The same content gives the same bytes.
"""

import hashlib
import zlib
from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Final, Self

from cso_desk.packages import bag
from cso_desk.packages.canonical import sha256_hex
from cso_desk.packages.children import Proof
from cso_desk.packages.container import blocks
from cso_desk.packages.cover import AttachmentCount, RowCount
from cso_desk.packages.rows import (
    DELETES,
    SYNC_FIELDS,
    TOMBSTONE_FIELDS,
    Row,
    StateHash,
    Tombstone,
    columns_of,
    make_line,
)
from cso_desk.packages.spool import spool
from cso_desk.packages.suite import BLOCK
from cso_desk.packages.zipform import DEFLATED, STORED, Entry, directory, local_header
from cso_desk.progress import Progress

_ROWS_PER_STEP: Final = 500
_NO_ATTACHMENTS: Final = AttachmentCount(0, 0)
_STORED_SUFFIXES: Final = (".xlsx", ".pdf")


@dataclass(frozen=True)
class BagContent:
    """What goes into the bag; `tables` and `deletes` yield rows sorted by id, `schemas` their Frictionless fields."""

    package_id: str
    source: str
    made: datetime
    app: str
    tables: Mapping[str, Iterable[Row]]
    deletes: Iterable[Row]
    schemas: Mapping[str, Iterable[Mapping[str, object]]]
    summary: Mapping[str, bytes]
    children: Mapping[str, Proof] = field(default_factory=dict)
    attachments: Iterable[bytes] = ()


@dataclass
class BagFacts:
    """What the cover says of the bag. `states` are the state hashes of what lies in this bag."""

    octets: int = 0
    files: int = 0
    tagmanifest: bytes = b""
    rows: dict[str, RowCount] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    attachments: AttachmentCount = _NO_ATTACHMENTS


class Member:
    """One file of the inner ZIP: hashed and packed while it is written, copied to its place when all are known."""

    def __init__(self, path: str, workdir: str | None) -> None:
        self.path = path
        self._workdir = workdir
        self._packed = spool(workdir)
        self._sha256 = hashlib.sha256()
        self._crc = self._size = self.octets = 0
        stored = path.endswith(_STORED_SUFFIXES) or path.startswith(bag.ATTACHMENTS)
        self._method = STORED if stored else DEFLATED
        self._packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._packed.close()

    @property
    def sha256(self) -> str:
        """SHA-256 of the content written so far."""
        return self._sha256.hexdigest()

    def write(self, data: bytes) -> None:
        """Add to the content."""
        self._sha256.update(data)
        self._crc = zlib.crc32(data, self._crc)
        self.octets += len(data)
        self._packed.write(data if self._method == STORED else self._packer.compress(data))

    def finish(self) -> None:
        """Close the content; where it packs tighter than any reader allows, it is stored as it is."""
        if self._method == DEFLATED:
            self._packed.write(self._packer.flush())
            if self.octets > self._packed.tell() * bag.MAX_RATIO:
                self._store()
        self._size = self._packed.tell()

    @property
    def entry(self) -> Entry:
        """What the ZIP's headers say, once the content is closed."""
        return Entry(bag.ROOT + self.path, self._method, self._crc, self._size, self.octets)

    def copy_to(self, out: IO[bytes]) -> None:
        """Append header and content to the ZIP."""
        out.write(local_header(self.entry))
        self._packed.seek(0)
        for block in blocks(self._packed, self._size):
            out.write(block)

    def _store(self) -> None:
        plain = spool(self._workdir)
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        self._packed.seek(0)
        data = self._packed.read(BLOCK)
        while data:
            plain.write(unpacker.decompress(data, BLOCK))
            data = unpacker.unconsumed_tail or self._packed.read(BLOCK)
        plain.write(unpacker.flush())
        self._packed.close()
        self._packed, self._method = plain, STORED


def write_bag(
    content: BagContent, out: IO[bytes], workdir: str | None, progress: Progress
) -> BagFacts:
    """Write the whole inner ZIP to `out`.

    Raises ValueError for rows that no receiver would take (a fault of the caller), `Stopped`, OSError.
    """
    with ExitStack() as stack:
        bagging = _Bagging(content, workdir, stack)
        payload = bagging.payload(progress)
        members = [*bagging.tag_files(payload), *payload]
        entries = [member.entry for member in members]
        for member in members:
            member.copy_to(out)
    out.write(directory(entries))
    return bagging.facts


class _Bagging:
    """The state of one writing."""

    def __init__(self, content: BagContent, workdir: str | None, stack: ExitStack) -> None:
        self._content = content
        self._workdir = workdir
        self._stack = stack
        self._gone: dict[str, list[tuple[str, str]]] = {table: [] for table in content.tables}
        self.facts = BagFacts()

    def payload(self, progress: Progress) -> list[Member]:
        """Write all that lies under data/; tables without a line have no file."""
        deletes = self._write_deletes()
        names = sorted(self._content.tables)
        written = []
        for place, table in enumerate(names):
            rows = _watched(self._content.tables[table], place, len(names), progress)
            written.append(self._write_table(table, rows))
        tables = [member for member in (deletes, *written) if member.octets]
        package = self._write(bag.DATAPACKAGE, self._datapackage(tables))
        members = [package, *tables, *self._attachments(), *self._children(), *self._summaries()]
        self.facts.files = len(members)
        self.facts.octets = sum(member.octets for member in members)
        return members

    def tag_files(self, payload: Iterable[Member]) -> list[Member]:
        """Write the four files that describe the bag."""
        manifest = bag.manifest_text({member.path: member.sha256 for member in payload})
        texts = dict(zip(bag.TAG_FILES, (bag.BAGIT_TEXT, self._info(), manifest), strict=True))
        texts[bag.TAGMANIFEST] = bag.manifest_text(
            {path: sha256_hex(text) for path, text in texts.items()}
        )
        self.facts.tagmanifest = texts[bag.TAGMANIFEST]
        return [self._write(path, text) for path, text in texts.items()]

    def _write_deletes(self) -> Member:
        member = self._member(bag.table_path(DELETES))
        for row in self._content.deletes:
            line, hash_ = make_line(row, Tombstone)
            member.write(line)
            self._gone[str(row["table"])].append((str(row["id"]), hash_))
        member.finish()
        return member

    def _write_table(self, table: str, rows: Iterable[Row]) -> Member:
        member = self._member(bag.table_path(table))
        columns = columns_of(table)
        wanted = {field["name"] for field in self._fields(table)} - {"row_hash"}
        gone = deque(sorted(self._gone[table]))
        state, count = StateHash(), 0
        for row in rows:
            count += 1
            if row.keys() - {"row_hash"} != wanted:
                raise ValueError(f"{table}: keys differ from the schema: {row.keys() ^ wanted}")
            line, hash_ = make_line(row, columns)
            member.write(line)
            if columns is not None:
                _add_up_to(state, gone, str(row["id"]))
                state.add(str(row["id"]), hash_)
        _add_up_to(state, gone, None)
        if columns is not None:
            self.facts.states[table] = state.hexdigest()
        self.facts.rows[table] = RowCount(count, len(self._gone[table]))
        member.finish()
        return member

    def _fields(self, table: str) -> list[Mapping[str, object]]:
        if table == DELETES:
            return list(TOMBSTONE_FIELDS)
        own = list(self._content.schemas[table])
        if columns_of(table) is None:
            return own
        named = {field["name"] for field in own}
        return own + [field for field in SYNC_FIELDS if field["name"] not in named]

    def _datapackage(self, tables: Iterable[Member]) -> bytes:
        resources = []
        for member in tables:
            table = member.path.removeprefix(bag.TABLES).removesuffix(".jsonl")
            fields = self._fields(table)
            resources.append(bag.resource(table, fields, member.sha256, member.octets))
        return bag.datapackage_text(self._content.package_id, self._content.made, resources)

    def _attachments(self) -> list[Member]:
        """Write each content once, under its SHA-256."""
        found: dict[str, Member] = {}
        for content in self._content.attachments:
            path = bag.attachment_path(sha256_hex(content))
            if path not in found:
                found[path] = self._write(path, content)
        octets = sum(member.octets for member in found.values())
        self.facts.attachments = AttachmentCount(len(found), octets)
        return [found[path] for path in sorted(found)]

    def _children(self) -> list[Member]:
        return [
            self._write(bag.child_path(package, name), text)
            for package, proof in sorted(self._content.children.items())
            for name, text in proof.files.items()
        ]

    def _summaries(self) -> list[Member]:
        summary = self._content.summary
        for name, text in summary.items():
            if name not in bag.SUMMARIES or len(text) > bag.MAX_SUMMARY_BYTES:
                raise ValueError(f"{name} is no summary")
        return [self._write(f"data/{name}", summary[name]) for name in sorted(summary)]

    def _info(self) -> bytes:
        content = self._content
        return bag.info_text(
            package_id=content.package_id,
            source=content.source,
            made=content.made,
            app=content.app,
            octets=self.facts.octets,
            files=self.facts.files,
        )

    def _write(self, path: str, text: bytes) -> Member:
        member = self._member(path)
        member.write(text)
        member.finish()
        return member

    def _member(self, path: str) -> Member:
        return self._stack.enter_context(Member(path, self._workdir))


def _watched(rows: Iterable[Row], place: int, total: int, progress: Progress) -> Iterable[Row]:
    for number, row in enumerate(rows):
        if number % _ROWS_PER_STEP == 0:
            progress.step(place, total)
        yield row


def _add_up_to(state: StateHash, gone: deque[tuple[str, str]], before: str | None) -> None:
    """Add the tombstones whose ids come before that of the next row (all of them when there is none)."""
    while gone and (before is None or gone[0][0] < before):
        state.add(*gone.popleft())
