"""The outer ZIP of a package: written in one canonical form, and read only when it has exactly that form.

Members, order, limits and the reason for the canonical check: packages.md 1.1.
"""

import hashlib
import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

from cso_desk.packages.cover import MAX_COVER_BYTES
from cso_desk.packages.howto import HOWTO, HOWTO_NAME, HOWTO_SM1
from cso_desk.packages.refusals import Refusal
from cso_desk.packages.suite import BLOCK, Digester
from cso_desk.packages.zipform import (
    LOCAL,
    LOCAL_MARK,
    STORED,
    Entry,
    directory,
    local_header,
)

MIMETYPE: Final = b"application/vnd.cso.package+zip"
KEY_NAME: Final = "payload.key"
MAX_SEALED: Final = 2 * 1024**3

_LIMITS: Final = {
    "mimetype": 64,
    "cover.json": MAX_COVER_BYTES,
    "cover.sig": 4 * 1024,
    "chain.json": 256 * 1024,
    KEY_NAME: 4 * 1024,
    "payload.zip.age": MAX_SEALED,
    "payload.zip.sm4": MAX_SEALED,
    HOWTO_NAME: 16 * 1024,
}
_HEAD_NAMES: Final = ("mimetype", "cover.json", "cover.sig", "chain.json")
_LONGEST_NAME: Final = 64


@dataclass(frozen=True)
class Form:
    """How a suite's packages lie in the outer ZIP: the payload's name, whether its key has a member, the fixed text."""

    suite: str
    payload: str
    keyed: bool
    howto: bytes


FORMS: Final = {
    "A1": Form("A1", "payload.zip.age", False, HOWTO),
    "SM1": Form("SM1", "payload.zip.sm4", True, HOWTO_SM1),
}


@dataclass(frozen=True)
class Digest:
    """Size, CRC-32 and SHA-256 of a content, and its digest by a suite's own hash where that was asked."""

    size: int
    crc: int
    sha256: str
    other: str = ""


@dataclass(frozen=True)
class Container:
    """A package file in canonical form; `start` is where the sealed payload begins, `key` the sealed content key."""

    cover: bytes
    signature: bytes
    chain: bytes
    key: bytes
    payload: Entry
    start: int
    form: Form
    has_howto: bool


@dataclass(frozen=True)
class Head:
    """The small members of a package: cover, its signature, chain, and the sealed content key of suites with one."""

    cover: bytes
    signature: bytes
    chain: bytes
    key: bytes = b""


def write_container(
    out: IO[bytes], head: Head, sealed: IO[bytes], digest: Digest, form: Form
) -> int:
    """Write a whole package to `out` and return its size; `digest` is of the content of `sealed`."""
    small = dict(zip(_HEAD_NAMES, (MIMETYPE, head.cover, head.signature, head.chain), strict=True))
    if form.keyed:
        small[KEY_NAME] = head.key
    entries = [_write_small(out, name, content) for name, content in small.items()]
    payload = Entry(form.payload, STORED, digest.crc, digest.size, digest.size)
    out.write(local_header(payload))
    sealed.seek(0)
    for block in blocks(sealed, digest.size):
        out.write(block)
    entries += [payload, _write_small(out, HOWTO_NAME, form.howto)]
    tail = directory(entries)
    out.write(tail)
    return sum(entry.span for entry in entries) + len(tail)


def read_container(file: IO[bytes]) -> Container:
    """Check the outer form of a package.

    Everything but the content of the payload is checked here (that follows in `digest_payload`, dear as it is). Raises
    `Refusal` TRUNCATED, MALFORMED, TOO_BIG, HASH_MISMATCH (content against its CRC) or BAD_SUITE.
    """
    whole = file.seek(0, os.SEEK_END)
    file.seek(0)
    entries: list[Entry] = []
    contents: list[bytes] = []
    for name in _HEAD_NAMES:
        entries.append(_read_header(file, name, whole))
        contents.append(_read_content(file, entries[-1]))
    if contents[0] != MIMETYPE:
        raise Refusal("MALFORMED", "mimetype")
    form = _form_here(file)
    key = b""
    if form.keyed:
        entries.append(_read_header(file, KEY_NAME, whole))
        key = _read_content(file, entries[-1])
    payload = _read_header(file, form.payload, whole)
    start = file.tell()
    _check_whole(entries, payload, form, whole)
    file.seek(start + payload.size)
    entries.append(payload)
    has_howto = _read_end(file, entries, form, whole)
    return Container(contents[1], contents[2], contents[3], key, payload, start, form, has_howto)


def digest_payload(file: IO[bytes], container: Container, other: Digester | None = None) -> Digest:
    """Read the sealed payload once; raises `Refusal` HASH_MISMATCH when its header has another CRC."""
    file.seek(container.start)
    digest = digest_of(file, container.payload.size, other)
    if digest.crc != container.payload.crc:
        raise Refusal("HASH_MISMATCH", "CRC of the payload")
    return digest


def digest_of(file: IO[bytes], size: int, other: Digester | None = None) -> Digest:
    """Read `size` bytes from here and return their digest; `other` is a fresh hash to feed as well."""
    crc = found = 0
    sha256 = hashlib.sha256()
    for block in blocks(file, size):
        crc = zlib.crc32(block, crc)
        sha256.update(block)
        if other is not None:
            other.update(block)
        found += len(block)
    return Digest(found, crc, sha256.hexdigest(), other.hexdigest() if other else "")


def blocks(file: IO[bytes], size: int) -> Iterator[bytes]:
    """Yield the next `size` bytes in blocks, fewer only at the end of the file."""
    while size > 0 and (block := file.read(min(BLOCK, size))):
        size -= len(block)
        yield block


class Window(io.RawIOBase):
    """The sealed payload as a file of its own, for reading from start to end."""

    def __init__(self, file: IO[bytes], container: Container) -> None:
        super().__init__()
        self._file = file
        self._left = container.payload.size
        file.seek(container.start)

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to `size` bytes of the payload, none at its end."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        data = self._file.read(wanted)
        self._left -= len(data)
        return data


def _write_small(out: IO[bytes], name: str, content: bytes) -> Entry:
    if len(content) > _LIMITS[name]:
        raise ValueError(f"{name} is too long")
    entry = Entry(name, STORED, zlib.crc32(content), len(content), len(content))
    out.write(local_header(entry) + content)
    return entry


def _read_header(file: IO[bytes], name: str, whole: int) -> Entry:
    raw = file.read(LOCAL.size)
    if len(raw) < LOCAL.size:
        raise _cut(raw, whole)
    _, _, _, method, _, _, crc, packed, size, name_length, _ = LOCAL.unpack(raw)
    found = file.read(min(name_length, _LONGEST_NAME))
    entry = Entry(name, STORED, crc, packed, size)
    if local_header(entry) != raw + found:
        if len(found) < name_length and file.tell() == whole:
            raise Refusal("TRUNCATED", name)
        raise Refusal("MALFORMED", f"header of {name}, method {method}")
    if size > _LIMITS[name]:
        raise Refusal("TOO_BIG", name, what=name)
    return entry


def _form_here(file: IO[bytes]) -> Form:
    """Return the form whose first own member comes next; raises `Refusal` BAD_SUITE for a suite not known here."""
    here = file.tell()
    raw = file.read(LOCAL.size + _LONGEST_NAME)
    file.seek(here)
    length = LOCAL.unpack(raw[: LOCAL.size])[-2] if len(raw) >= LOCAL.size else 0
    name = raw[LOCAL.size : LOCAL.size + length]
    for form in FORMS.values():
        if name == (KEY_NAME if form.keyed else form.payload).encode("ascii"):
            return form
    if raw.startswith(LOCAL_MARK) and name.startswith(b"payload."):
        raise Refusal("BAD_SUITE", "payload of another suite", what="其他方式")
    return FORMS["A1"]


def _read_content(file: IO[bytes], entry: Entry) -> bytes:
    content = file.read(entry.size)
    if len(content) < entry.size:
        raise Refusal("TRUNCATED", entry.name)
    if zlib.crc32(content) != entry.crc:
        raise Refusal("HASH_MISMATCH", f"CRC of {entry.name}")
    return content


def _cut(raw: bytes, whole: int) -> Refusal:
    if whole == 0 or LOCAL_MARK.startswith(raw[:4]) or raw.startswith(LOCAL_MARK):
        return Refusal("TRUNCATED", f"{whole} bytes")
    return Refusal("MALFORMED", "no header")


def _howto_entry(form: Form) -> Entry:
    text = form.howto
    return Entry(HOWTO_NAME, STORED, zlib.crc32(text), len(text), len(text))


def _check_whole(head: list[Entry], payload: Entry, form: Form, whole: int) -> None:
    """Compare the file's size with what its headers promise; the program always writes 怎样打开.txt."""
    howto = _howto_entry(form)
    without = [*head, payload]
    shortest = sum(entry.span for entry in without) + len(directory(without))
    if whole < shortest:
        entries = [*without, howto]
        wanted = sum(entry.span for entry in entries) + len(directory(entries))
        raise Refusal("TRUNCATED", "payload", sizes=(wanted, whole))


def _read_end(file: IO[bytes], entries: list[Entry], form: Form, whole: int) -> bool:
    """Check everything behind the payload; the fixed text is there or not, all other bytes follow from `entries`."""
    howto = _howto_entry(form)
    with_howto = local_header(howto) + form.howto + directory([*entries, howto])
    without = directory(entries)
    found = file.read(len(with_howto) + 1)
    if found == with_howto:
        return True
    if found == without:
        return False
    if with_howto.startswith(found):
        wanted = whole - len(found) + len(with_howto)
        raise Refusal("TRUNCATED", "end", sizes=(wanted, whole))
    raise Refusal("MALFORMED", "the file is not in canonical form")
