"""Read the inner ZIP: nothing is unpacked to disk, no member is believed before its hash is checked.

Order: shape of the ZIP, tag manifest against the cover, manifest against the tag manifest, every member against the
manifest, then counts against the cover (packages.md 1.3, 1.4).
"""

import hashlib
import io
import os
import stat
import zipfile
from collections.abc import Iterator
from typing import IO, Any, Final, cast

from cso_desk.packages import bag
from cso_desk.packages.canonical import read_object, sha256_hex
from cso_desk.packages.container import blocks
from cso_desk.packages.cover import Cover
from cso_desk.packages.refusals import Refusal, parsing
from cso_desk.packages.rows import DELETES, MAX_LINE, Line, columns_of, read_line
from cso_desk.packages.suite import BLOCK, digest_by
from cso_desk.packages.zipform import DEFLATED, END, END_MARK, LOCAL, MAX_COUNT, STORED
from cso_desk.progress import Progress

_ENCRYPTED_OR_PATCHED: Final = 0x1 | 0x20 | 0x40 | 0x2000
_MAX_HEADER_BYTES: Final = 512


class Bag:
    """A bag whose every byte has been checked against the cover; reads its members as streams."""

    def __init__(self, file: IO[bytes], cover: Cover, progress: Progress) -> None:
        """Check the whole bag; raises `Refusal` MALFORMED, TOO_BIG or HASH_MISMATCH, `Stopped`, OSError."""
        self._cover = cover
        with parsing("inner ZIP"):
            _check_end(file, cover)
            self._zip = zipfile.ZipFile(file)
            self._infos = _check_members(self._zip.infolist(), file, cover)
            manifest = self._check_tags()
        lines = self._check_payload(manifest, progress)
        with parsing("datapackage.json"):
            self.datapackage = self._check_datapackage(manifest)
            self._check_counts(lines)

    def close(self) -> None:
        """Let the ZIP go; the file itself is the caller's."""
        self._zip.close()

    def tables(self) -> tuple[str, ...]:
        """The tables that the cover names, with or without rows."""
        return tuple(self._cover.rows)

    def lines(self, table: str) -> Iterator[Line]:
        """Yield a table's lines as they came, bad ones marked; nothing for a table without rows."""
        path = bag.table_path(table)
        if path not in self._infos:
            return
        columns = columns_of(table)
        with parsing(path), io.BufferedReader(self._raw(path), BLOCK) as file:
            for number, raw in enumerate(iter(file.readline, b""), 1):
                yield read_line(number, raw[:-1], columns)

    def read(self, path: str, limit: int) -> bytes | None:
        """Return a whole member, or None where there is none; raises `Refusal` TOO_BIG above `limit` bytes."""
        if path not in self._infos:
            return None
        if self._infos[path].file_size > limit:
            raise Refusal("TOO_BIG", path, what=path.rpartition("/")[2])
        with parsing(path), self._open(path) as file:
            return file.read()

    def children(self) -> list[str]:
        """Return the ids of the child packages whose covers are here."""
        found = {path.split("/")[2] for path in self._infos if path.startswith(bag.CHILDREN)}
        return sorted(found)

    def attachments(self) -> list[str]:
        """Return the SHA-256 of each content that is here."""
        found = [path for path in self._infos if path.startswith(bag.ATTACHMENTS)]
        return sorted(path.rpartition("/")[2] for path in found)

    def _open(self, path: str) -> IO[bytes]:
        return self._zip.open(self._infos[path])

    def _raw(self, path: str) -> io.RawIOBase:
        return cast(io.RawIOBase, self._open(path))

    def _check_tags(self) -> dict[str, str]:
        tagmanifest = self._tag(bag.TAGMANIFEST)
        if sha256_hex(tagmanifest) != self._cover.tagmanifest_sha256:
            raise Refusal("HASH_MISMATCH", bag.TAGMANIFEST)
        if self._cover.tagmanifest_sm3 not in (None, digest_by(self._cover.suite, tagmanifest)):
            raise Refusal("HASH_MISMATCH", bag.TAGMANIFEST)
        hashes = bag.read_manifest(tagmanifest)
        if set(hashes) != set(bag.TAG_FILES):
            raise ValueError("files of the tag manifest")
        texts = {path: self._tag(path) for path in bag.TAG_FILES}
        if any(sha256_hex(texts[path]) != hashes[path] for path in texts):
            raise Refusal("HASH_MISMATCH", "tag files")
        if texts[bag.BAGIT] != bag.BAGIT_TEXT:
            raise ValueError(bag.BAGIT)
        return bag.read_manifest(texts[bag.MANIFEST])

    def _tag(self, path: str) -> bytes:
        text = self.read(path, bag.MAX_TAG_BYTES)
        if text is None:
            raise ValueError(f"{path} is missing")
        return text

    def _check_payload(self, manifest: dict[str, str], progress: Progress) -> dict[str, int]:
        """Hash every member under data/ and return the number of lines of each table file."""
        found = {path for path in self._infos if path.startswith("data/")}
        if found != set(manifest):
            raise Refusal("MALFORMED", "members differ from the manifest")
        octets = sum(self._infos[path].file_size for path in found)
        if (octets, len(found)) != (self._cover.octets, self._cover.files):
            raise Refusal("MALFORMED", "octets or files differ from the cover")
        sizes = [self._infos[bag.attachment_path(one)].file_size for one in self.attachments()]
        said = self._cover.attachments
        if (len(sizes), sum(sizes)) != (said.count, said.bytes):
            raise Refusal("MALFORMED", "attachments differ from the cover")
        lines = {}
        for place, path in enumerate(sorted(found)):
            progress.step(place, len(found))
            with parsing(path), self._open(path) as file:
                sha256, lines[path] = _hash_lines(file, path, progress, place, len(found))
            if sha256 != manifest[path]:
                raise Refusal("HASH_MISMATCH", path)
            if path.startswith(bag.ATTACHMENTS) and path != bag.attachment_path(sha256):
                raise Refusal("HASH_MISMATCH", path)
        return lines

    def _check_datapackage(self, manifest: dict[str, str]) -> dict[str, Any]:
        values: dict[str, Any] = read_object(self._tag(bag.DATAPACKAGE))
        described = {f"data/{entry['path']}": entry for entry in values["resources"]}
        tables = {path for path in self._infos if path.startswith(bag.TABLES)}
        if set(described) != tables or len(values["resources"]) != len(tables):
            raise ValueError("resources differ from the tables")
        for path, entry in described.items():
            size = self._infos[path].file_size
            if (entry["hash"], entry["bytes"]) != (f"sha256:{manifest[path]}", size):
                raise ValueError("hash or bytes of a resource")
            if path != bag.table_path(entry["name"]):
                raise ValueError("name of a resource")
        return values

    def _check_counts(self, lines: dict[str, int]) -> None:
        paths = {path for path in lines if path.startswith(bag.TABLES)}
        known = {bag.table_path(table) for table in (*self._cover.rows, DELETES)}
        if not paths <= known:
            raise ValueError("a table that the cover does not name")
        for table, count in self._cover.rows.items():
            if lines.get(bag.table_path(table), 0) != count.upsert:
                raise ValueError(f"number of rows of {table}")
        deletes = sum(count.delete for count in self._cover.rows.values())
        if lines.get(bag.table_path(DELETES), 0) != deletes:
            raise ValueError("number of tombstones")


def _check_end(file: IO[bytes], cover: Cover) -> None:
    """Look at the end record alone, before anything reads a directory that may have a million entries."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - END.size))
    mark, _, _, _, count, directory_size, offset, _ = END.unpack(file.read(END.size))
    if mark != END_MARK or offset + directory_size + END.size != size:
        raise ValueError("end record")
    if count > min(cover.files + bag.SPARE_FILES, MAX_COUNT):
        raise Refusal("TOO_BIG", f"{count} members", what="文件个数")
    if directory_size > count * _MAX_HEADER_BYTES or cover.octets > bag.MAX_OCTETS:
        raise Refusal("TOO_BIG", "directory or octets")
    file.seek(0)


def _check_members(
    infos: list[zipfile.ZipInfo], file: IO[bytes], cover: Cover
) -> dict[str, zipfile.ZipInfo]:
    if sum(info.file_size for info in infos) > cover.octets + bag.SPARE_OCTETS:
        raise Refusal("TOO_BIG", "sum of sizes")
    end = 0
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        _check_member(info)
        if info.header_offset < end:
            raise ValueError("members overlap or are out of order")
        end = info.header_offset + _header_span(file, info) + info.compress_size
        found[info.orig_filename.removeprefix(bag.ROOT)] = info
    if len(found) != len(infos):
        raise ValueError("two members of one name")
    return found


def _check_member(info: zipfile.ZipInfo) -> None:
    if not bag.NAME.fullmatch(info.orig_filename) or info.filename != info.orig_filename:
        raise ValueError(f"name {info.orig_filename[:80]!r}")
    if info.compress_type not in (STORED, DEFLATED) or info.flag_bits & _ENCRYPTED_OR_PATCHED:
        raise ValueError("method or flags")
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        raise ValueError("not a regular file")
    if info.file_size > max(info.compress_size, 1) * bag.MAX_RATIO:
        raise Refusal("TOO_BIG", "ratio")


def _header_span(file: IO[bytes], info: zipfile.ZipInfo) -> int:
    file.seek(info.header_offset)
    *_, name_length, extra_length = LOCAL.unpack(file.read(LOCAL.size))
    return LOCAL.size + int(name_length) + int(extra_length)


def _hash_lines(
    file: IO[bytes], path: str, progress: Progress, place: int, total: int
) -> tuple[str, int]:
    """Return SHA-256 and number of lines; a table's lines must be whole and not too long."""
    sha256 = hashlib.sha256()
    lines = unfinished = 0
    for block in blocks(file, bag.MAX_OCTETS):
        progress.step(place, total)
        sha256.update(block)
        if path.startswith(bag.TABLES):
            unfinished = _unfinished(block, unfinished)
            lines += block.count(b"\n")
    if unfinished:
        raise ValueError("last line without line feed")
    return sha256.hexdigest(), lines


def _unfinished(block: bytes, before: int) -> int:
    """Return the length of the line that is still open at the end of `block`, `before` at its start.

    Raises `Refusal` TOO_BIG for a line above `MAX_LINE`. A block is no longer than that, so only a line that crosses
    its border can be too long.
    """
    first = block.find(b"\n")
    crossing = before + (len(block) if first < 0 else first + 1)
    if crossing > MAX_LINE:
        raise Refusal("TOO_BIG", "a line", what="一行")
    return crossing if first < 0 else len(block) - block.rfind(b"\n") - 1
