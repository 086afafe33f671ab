"""Open a package: checks in the order of packages.md 1.4, cheap ones first, then verified rows out.

Work on a copy on this computer (`arrivals.bring_in`), never on the stick.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, Self

from cso_desk.packages import bag
from cso_desk.packages.canonical import sha256_hex
from cso_desk.packages.certificates import (
    Anchor,
    Certificate,
    Chain,
    Inside,
    Revoked,
    check_chain,
    check_in_use,
    read_chain,
)
from cso_desk.packages.children import FILES, Proof
from cso_desk.packages.container import Container, Window, digest_payload, read_container
from cso_desk.packages.cover import SEAL_DOMAIN, Cover, ReadCover, read_cover
from cso_desk.packages.keys import UnitKeys
from cso_desk.packages.refusals import Refusal
from cso_desk.packages.rows import DELETES, Line
from cso_desk.packages.spool import disk_trouble, spool
from cso_desk.packages.suite import Envelope, suite_of
from cso_desk.packages.unbag import Bag
from cso_desk.progress import Progress, Silent

_PROOF_TAGS: Final = (bag.TAGMANIFEST, bag.MANIFEST)


@dataclass(frozen=True)
class Seen:
    """What the replay table keeps of a package: SHA-256 of its cover and of the one before it.

    `taken_back` tells that its taking was taken back, so that the same one may come again.
    """

    cover_sha256: str
    prev: str | None
    taken_back: bool = False


Replay = Callable[[str, str, int], Seen | None]
"""`seen(sender, instance, seq)`: what came under that number before, or None."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the receiving desk is and knows.

    `anchors`: its own key (which vouches) and its pinned parent (which does not). `reader_schema`: the newest schema
    of rows that this program reads. `former`: keys that it had before, for packages that were on their way.
    """

    unit: str
    keys: UnitKeys
    anchors: Sequence[Anchor]
    inside: Inside
    seen: Replay
    reader_schema: int
    revoked: Revoked = field(default_factory=dict)
    former: Sequence[UnitKeys] = ()

    def keys_for(self, cover: Cover) -> UnitKeys | None:
        """Return the keys that a package is sealed to, None where it is for somebody else."""
        mine = (self.keys, *self.former) if cover.to_unit == self.unit else ()
        return next((one for one in mine if one.fingerprint == cover.to_key), None)


class Opened:
    """A package that passed every check. Close it (or use `with`): it holds its content, in clear, until then."""

    def __init__(
        self,
        head: ReadCover,
        chain: Chain,
        signature: bytes,
        content: Bag,
        stack: ExitStack,
        inside: Inside,
    ) -> None:
        self.head = head
        self.chain = chain
        self.signature = signature
        self._bag = content
        self._stack = stack
        self._inside = inside

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the content go."""
        self._stack.close()

    @property
    def cover(self) -> Cover:
        """What the cover says, all of it signed by the sender."""
        return self.head.cover

    @property
    def cover_sha256(self) -> str:
        """SHA-256 of the cover: what the replay table keeps."""
        return self.head.sha256

    @property
    def check_code(self) -> str:
        """The 核对码 that 报送单 and 回执单 show."""
        return self.head.check_code

    @property
    def sender(self) -> Certificate:
        """The sender's certificate."""
        return self.chain.subject

    @property
    def datapackage(self) -> Mapping[str, Any]:
        """The Frictionless descriptor: per table the fields and their types."""
        return self._bag.datapackage

    def tables(self) -> tuple[str, ...]:
        """The tables that travel in this package, those without rows too."""
        return self._bag.tables()

    def rows(self, table: str) -> Iterator[Line]:
        """Yield the table's lines in order, bad ones marked with their fault."""
        return self._bag.lines(table)

    def deletes(self) -> Iterator[Line]:
        """Yield the tombstones, bad ones marked with their fault."""
        return self._bag.lines(DELETES)

    def summary(self, name: str) -> bytes | None:
        """Return 摘要.xlsx or 摘要.pdf, None where it is not in the package; raises `Refusal` TOO_BIG."""
        return self._bag.read(f"data/{name}", bag.MAX_SUMMARY_BYTES)

    def attachments(self) -> Iterator[tuple[str, bytes]]:
        """Yield SHA-256 and content of each attachment; raises `Refusal` TOO_BIG."""
        for digest in self._bag.attachments():
            content = self._bag.read(bag.attachment_path(digest), bag.MAX_ATTACHMENT_BYTES)
            yield digest, content or b""

    @property
    def proof(self) -> Proof:
        """The bytes that prove this package to others when its rows are gone."""
        tags = [self._bag.read(path, bag.MAX_TAG_BYTES) or b"" for path in _PROOF_TAGS]
        return Proof(self.head.raw, self.signature, self.chain.raw, *tags)

    def children(self) -> Iterator[tuple[str, Proof]]:
        """Yield the package id and the cover of each child package; their truth is not checked.

        Raises `Refusal` MALFORMED for a child that lacks a file.
        """
        for package in self._bag.children():
            files = [
                self._bag.read(bag.child_path(package, name), bag.MAX_TAG_BYTES) for name in FILES
            ]
            if None in files:
                raise Refusal("MALFORMED", f"child {package}")
            yield package, Proof(*(one or b"" for one in files))

    def speaks_for(self, unit: str) -> bool:
        """Whether the sender's certificate covers rows owned by `unit`."""
        return self.sender.covers(unit, self._inside)


def open_package(
    path: Path, desk: Desk, *, workdir: Path | None = None, progress: Progress | None = None
) -> Opened:
    """Check a package from the first byte to the last and return it open.

    Raises `Refusal` with a code of packages.md 5 (DUPLICATE and FORK too; its `cover` is set as soon as the cover could
    be read), `Trouble` DISK_FULL or DISK_FAILED, `Stopped`.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
            opened = _open(file, desk, str(workdir) if workdir else None, progress or Silent())
        except OSError as error:
            raise disk_trouble(error) from error
    return opened


def peek(path: Path) -> ReadCover:
    """Return what a package file says of itself, for a list: its outer form is checked, its truth is not.

    Raises `Refusal`, OSError.
    """
    with path.open("rb") as file:
        return read_cover(read_container(file).cover)


def _open(file: IO[bytes], desk: Desk, spill: str | None, progress: Progress) -> Opened:
    container = read_container(file)
    head = read_cover(container.cover)
    try:
        chain = _check_sender(container, head, desk)
        _check_replay(head, desk)
        if head.cover.schema_min_reader > desk.reader_schema:
            raise Refusal("NEWER_SCHEMA", "schema", what=head.cover.app)
        _check_sealed(file, container, head.cover)
        with ExitStack() as stack:
            content = _unseal(file, container, head.cover, desk, spill, progress, stack)
            kept = stack.pop_all()
        return Opened(head, chain, container.signature, content, kept, desk.inside)
    except Refusal as refusal:
        raise refusal.about(head.cover) from refusal


def _check_sender(container: Container, head: ReadCover, desk: Desk) -> Chain:
    """Recipient, chain, signature: who speaks to whom."""
    cover = head.cover
    suite = suite_of(cover.suite)
    if container.form.suite != cover.suite:
        raise Refusal("BAD_SUITE", "payload of another suite", what=cover.suite)
    if desk.keys_for(cover) is None:
        raise Refusal("NOT_FOR_ME")
    if sha256_hex(container.chain) != cover.chain_sha256:
        raise Refusal("HASH_MISMATCH", "chain.json")
    chain = read_chain(container.chain)
    sender = chain.subject
    if (sender.subject, sender.fingerprint) != (cover.from_unit, cover.from_key):
        raise Refusal("BAD_CHAIN", "certificate of another unit than the sender")
    if sender.suite != cover.suite:
        raise Refusal("BAD_SUITE", "suite of the certificate", what=cover.suite)
    check_chain(chain, desk.anchors, desk.inside)
    if sender.not_after and sender.not_after < cover.created[:10]:
        raise Refusal("BAD_CHAIN", "certificate ended before the package was made")
    check_in_use(chain, desk.anchors, desk.revoked, cover.instance, cover.seq)
    if not suite.verify(sender.party.sign, container.signature, SEAL_DOMAIN + head.raw):
        raise Refusal("BAD_SIGNATURE")
    if container.has_howto != (cover.howto_sha256 == sha256_hex(container.form.howto)):
        raise Refusal("MALFORMED", "the fixed text was taken out or put in")
    return chain


def _check_replay(head: ReadCover, desk: Desk) -> None:
    """The same number twice, or a number whose neighbours tell another story."""
    cover = head.cover

    def seen(seq: int) -> Seen | None:
        return desk.seen(cover.from_unit, cover.instance, seq)

    here, before, after = seen(cover.seq), seen(cover.seq - 1), seen(cover.seq + 1)
    same = here is not None and here.cover_sha256 == head.sha256
    if here is not None and same and not here.taken_back:
        raise Refusal("DUPLICATE")
    if here is not None and not same:
        raise Refusal("FORK", "same number, other content")
    if before is not None and before.cover_sha256 != cover.prev:
        raise Refusal("FORK", "prev is not the one before")
    if after is not None and after.prev != head.sha256:
        raise Refusal("FORK", "the next one names another as its prev")


def _check_sealed(file: IO[bytes], container: Container, cover: Cover) -> None:
    other = suite_of(cover.suite).hash() if container.form.keyed else None
    digest = digest_payload(file, container, other)
    if (digest.size, digest.sha256) != (cover.sealed_size, cover.sealed_sha256):
        raise Refusal("HASH_MISMATCH", "payload")
    if cover.sealed_sm3 not in (None, digest.other):
        raise Refusal("HASH_MISMATCH", "payload")


def _unseal(
    file: IO[bytes],
    container: Container,
    cover: Cover,
    desk: Desk,
    spill: str | None,
    progress: Progress,
    stack: ExitStack,
) -> Bag:
    plain = stack.enter_context(spool(spill))
    envelope = Envelope(container.key, cover.iv or "")
    suite = suite_of(cover.suite)
    keys = desk.keys_for(cover) or desk.keys
    suite.unwrap(Window(file, container), plain, keys.seal_private, envelope)
    content = Bag(plain, cover, progress)
    stack.callback(content.close)
    return content
