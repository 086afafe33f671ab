"""Seal what goes to another desk, number it in its stream, keep it in the outbox, hand it over whole.

A stream is what one desk sends to another in one life of its database; its numbers rise by one, and each package
names the one before it (packages.md 1.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cso_desk import __version__, store
from cso_desk.errors import Trouble
from cso_desk.progress import Progress
from cso_desk.records import SCHEMA, SentPackage, TakenPackage, new_id
from cso_desk.store import Desk, Op, Session

from . import policy_pack, trust, witness
from .paper_data import chain_of
from .projection import code_list_version, division_version
from .trust import Neighbour

if TYPE_CHECKING:
    from cso_desk.packages.children import Proof
    from cso_desk.packages.cover import Kind, Profile
    from cso_desk.packages.make import Made, PackageDraft

PRACTICE_MARK = "（练习）"
_NAMED_AFTER_RECEIVER = ("receipt", "config", "correction")
_NAMED_LEVELS = ("county", "township", "community")
_PLAIN_READER = 1
_FILES_READER = 3
"""Readers before it do not know the files of attachments and children in the bag."""

Rows = Mapping[str, Iterable[Mapping[str, object]]]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What goes to one neighbour: rows and their schemas as `PackageDraft` takes them.

    `more_files` tells that there are attachments or children.
    """

    kind: Kind
    to: Neighbour
    tables: Rows
    schemas: Rows
    profile: Profile
    deletes: Iterable[Mapping[str, object]] = ()
    summary: Mapping[str, bytes] = field(default_factory=dict)
    acked_seq: int | None = None
    base: int | None = None
    full: bool = True
    state_hash: Mapping[str, str] | None = None
    children: Mapping[str, Proof] = field(default_factory=dict)
    contains: tuple[str, ...] = ()
    attachments: Iterable[bytes] = ()
    more_files: bool = False


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed package in the outbox; `name` is what it is called on a stick."""

    made: Made
    file: Path
    name: str
    desk: Desk


def is_practice(desk: Desk) -> bool:
    """Tell whether this desk holds practice data, which every paper and package then says."""
    return bool(desk.get_setting("practice", False))


def app_words(desk: Desk) -> str:
    """Return the program and version as covers name it, with the mark of a practice desk."""
    return f"CSO Desk {__version__}" + (PRACTICE_MARK if is_practice(desk) else "")


def next_in_stream(session: Session, to: str, instance: str) -> tuple[int, str | None]:
    """Return the next number of the stream to `to` and the hash of the cover before it."""
    sent = store.listed(
        session, SentPackage, order="seq", descending=True, limit=1, to=to, instance=instance
    )
    return (sent[0].seq + 1, sent[0].cover_hash) if sent else (1, None)


def last_taken(session: Session, sender: str, instance: str = "") -> int | None:
    """Return the highest number taken from a unit in one life of its database, None before the first.

    Without `instance` it is the life from which a package came last.
    """
    if not instance:
        last = store.listed(session, TakenPackage, descending=True, limit=1, sender=sender)
        instance = last[0].instance if last else ""
    taken = store.values_of(session, TakenPackage, ("seq",), sender=sender, instance=instance)
    return max((seq for (seq,) in taken), default=None)


def outbox_file(desk: Desk, package: str) -> Path:
    """Return where the copy of a package lies until its receipt comes."""
    return desk.folder / "outbox" / f"{package}.csopkg"


def workdir(desk: Desk) -> Path:
    """Return the folder for what is in the making; it lies in the data folder, nothing stays in it."""
    return _made_folder(desk.folder / "work")


def _made_folder(folder: Path) -> Path:
    from cso_desk.packages.spool import disk_trouble

    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise disk_trouble(error) from error
    return folder


def seal(desk: Desk, op: Op, letter: Letter, progress: Progress) -> Sealed:
    """Write a package into the outbox; raises `Trouble` (NOT_ENROLLED, disk), `Stopped`.

    The caller removes the file when the operation does not come to its end.
    """
    from cso_desk.packages.make import make_package

    draft = _draft(desk, op, letter)
    _made_folder(desk.folder / "outbox")
    file = outbox_file(desk, draft.id)
    made = make_package(
        draft,
        trust.keys_of(desk),
        trust.own_chain(desk),
        file,
        workdir=workdir(desk),
        progress=progress,
    )
    return Sealed(made, file, _name(desk, letter, draft.seq), desk)


def _draft(desk: Desk, op: Op, letter: Letter) -> PackageDraft:
    from cso_desk.packages.make import PackageDraft

    seq, prev = next_in_stream(op.session, letter.to.unit, desk.instance)
    return PackageDraft(
        kind=letter.kind,
        id=new_id(),
        sender=trust.head_of(desk),
        receiver=letter.to.party,
        instance=desk.instance,
        seq=seq,
        prev=prev,
        created=desk.clock.now(),
        hlc=op.stamp.hlc,
        app=app_words(desk),
        schema=SCHEMA,
        schema_min_reader=_FILES_READER if letter.more_files else _PLAIN_READER,
        division_table=division_version(),
        code_lists=code_list_version(policy_pack.pack(desk)),
        profile=letter.profile,
        tables=letter.tables,
        schemas=letter.schemas,
        deletes=letter.deletes,
        summary=letter.summary,
        audit_head=store.head(op.session),
        acked_seq=letter.acked_seq,
        base=letter.base,
        full=letter.full,
        state_hash=letter.state_hash,
        children=letter.children,
        contains=letter.contains,
        attachments=letter.attachments,
    )


def _name(desk: Desk, letter: Letter, seq: int) -> str:
    """Name a report after its sender; a receipt, a 退回修改包 or a 下发包 after the unit that waits for it."""
    from cso_desk.packages.names import package_name

    about = letter.to.unit if letter.kind in _NAMED_AFTER_RECEIVER else desk.unit
    with desk.read() as session:
        units = reversed(chain_of(session, about))
        places = [unit.name for unit in units if unit.level in _NAMED_LEVELS]
    mark = ["练习"] if is_practice(desk) else []
    return package_name([*mark, *places], letter.kind, desk.clock.today(), seq)


def remember(desk: Desk, op: Op, sealed: Sealed, revisions: Mapping[str, Any]) -> None:
    """Put a sealed package on the list of sent ones."""
    cover = sealed.made.cover
    op.session.add(
        SentPackage(
            id=cover.id,
            kind=cover.kind,
            to=cover.to_unit,
            instance=cover.instance,
            seq=cover.seq,
            cover_hash=sealed.made.cover_sha256,
            check_code=sealed.made.check_code,
            file=sealed.name,
            rows=counts_of(sealed.made),
            revisions=revisions,
            made_at=cover.created,
            made_by=desk.user,
        )
    )
    op.session.flush()


def counts_of(made: Made) -> dict[str, int]:
    """Return the rows of each table of a package, removals included."""
    return {table: count.upsert + count.delete for table, count in made.cover.rows.items()}


def ready_folder(folder: Path) -> None:
    """Make sure that a folder for packages is there; raises `Trouble` STICK_GONE or STICK_READ_ONLY."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        words = f"“{folder}”是一个文件，不是文件夹；请另选一个文件夹。"
        raise Trouble("STICK_GONE", words) from None
    except OSError as error:
        words = f"“{folder}”不能写入（{error.strerror}）；请检查U盘是否插好、有没有写保护，或换一个位置。"
        raise Trouble("STICK_READ_ONLY", words) from None


def hand_over(sealed_file: Path, folder: Path, name: str, seq: int, progress: Progress) -> Path:
    """Copy a sealed package onto a stick, read it back and compare; raises `Trouble`, `Stopped`."""
    return _write(sealed_file, folder, name, seq, progress, lambda: None)


def hand_over_kept(stack: ExitStack, sealed: Sealed, folder: Path, progress: Progress) -> Path:
    """Hand over a package whose operation is still open in `stack`.

    The operation is closed when the copy on the stick has been read back and only its name is missing. So a stick that
    fails leaves nothing remembered, and no package that is on a stick can be forgotten.
    """
    seq = sealed.made.cover.seq
    written = _write(sealed.file, folder, sealed.name, seq, progress, stack.close)
    witness.note(sealed.desk, folder)
    return written


def _write(
    source: Path,
    folder: Path,
    name: str,
    seq: int,
    progress: Progress,
    keep: Callable[[], None],
) -> Path:
    from cso_desk.packages.names import plain_name
    from cso_desk.packages.stick import Disk, write_to_stick

    class KeepThenName(Disk):
        def replace(self, part: Path, target: Path) -> None:
            keep()
            super().replace(part, target)

    written = write_to_stick(
        source, folder, name, plain=plain_name(seq), disk=KeepThenName(), progress=progress
    )
    return written.path


class Leftovers:
    """Files that an operation made beside the database; they go when it fails."""

    def __init__(self) -> None:
        self.files: list[Path] = []

    def __enter__(self) -> Leftovers:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            discard(*self.files)


def discard(*files: Path) -> None:
    """Take files away; one that is gone or held does not matter."""
    for file in files:
        with suppress(OSError):
            file.unlink()
