"""Attachments beside backups: copied once, proven with the database that names them, brought back with it.

Beside the backups of a folder (or on a stick) lies one `attachments/` for all of them: contents never
change, so a file that is there is not copied again, and it stays when an old backup is dropped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cso_desk.errors import Trouble
from cso_desk.progress import Progress, Silent

from .attachments import files_in, is_whole, place_of, write_sealed
from .connecting import connect


def named_in(database: Path, key: bytes) -> list[str]:
    """Return the digests that a database's own records name, removed ones included: an undo may want them."""
    connection = connect(database, key, read_only=True)
    try:
        return _named(connection)
    finally:
        connection.close()


def _named(connection: Any) -> list[str]:
    tables = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'attachment'"
    if not connection.execute(tables).fetchone()[0]:
        return []
    unit = connection.execute("SELECT value FROM setting WHERE key = 'unit'").fetchone()
    owner = json.loads(unit[0]) if unit else ""
    found = connection.execute(
        "SELECT DISTINCT digest FROM attachment WHERE owner = ? AND digest IS NOT NULL "
        "ORDER BY digest",
        (owner,),
    )
    return [digest for (digest,) in found if _is_name(digest)]


def _is_name(digest: str) -> bool:
    try:
        place_of(Path(), digest)
    except ValueError:
        return False
    return True


def octets_to_copy(folder: Path, home: Path) -> int:
    """Return how many bytes a backup into `home` adds beside it."""
    wanted = (file for file in files_in(folder) if not place_of(home, file.name).exists())
    return sum(file.stat().st_size for file in wanted)


def copy_beside(
    folder: Path, home: Path, key: bytes, digests: Iterable[str], progress: Progress
) -> int:
    """Copy what is not yet beside the backups in `home`; return how many contents are nowhere to be had.

    Raises `Trouble` of the disk, `Stopped`.
    """
    wanted = list(digests)
    lacking = 0
    for done, digest in enumerate(wanted):
        progress.step(done, len(wanted), "正在备份附件")
        if not place_of(home, digest).exists():
            lacking += not _copied(place_of(folder, digest), place_of(home, digest), key)
    return lacking


def keep_all(folder: Path, home: Path, key: bytes) -> None:
    """Copy everything beside the backups before a restore: the present database, kept aside, still names it."""
    copy_beside(folder, home, key, [file.name for file in files_in(folder)], Silent())


def prove_copies(database: Path, folder: Path, key: bytes) -> tuple[int, int]:
    """Open every content that a backup names; return how many it names and how many cannot be had.

    A copy that is lost or damaged is made anew from the desk in `folder` where that still has it and the
    disk lets it.
    """
    digests = named_in(database, key)
    home = database.parent
    lacking = 0
    for digest in digests:
        copy = place_of(home, digest)
        if not is_whole(copy, key):
            lacking += not _mended(place_of(folder, digest), copy, key)
    return len(digests), lacking


def bring_back(database: Path, home: Path, folder: Path, key: bytes) -> int:
    """Put into `folder` what a database to be restored names and `folder` lacks; return how many are lost."""
    lacking = 0
    for digest in named_in(database, key):
        file = place_of(folder, digest)
        if not is_whole(file, key):
            lacking += not _copied(place_of(home, digest), file, key)
    return lacking


def _mended(source: Path, copy: Path, key: bytes) -> bool:
    try:
        return _copied(source, copy, key)
    except Trouble:
        return False


def _copied(source: Path, target: Path, key: bytes) -> bool:
    if not is_whole(source, key):
        return False
    write_sealed(target, source.read_bytes())
    return True
