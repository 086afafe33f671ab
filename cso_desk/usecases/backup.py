"""Backups that are proven by opening them again: made, listed, proven, restored; one a day by itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cso_desk import store
from cso_desk.clock import Clock
from cso_desk.progress import Progress, Silent
from cso_desk.store import Desk, attachments

from .done import Done


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """One backup; `proven` means that it was opened, checked and counted.

    `attachments` is how many attachments it names, `lacks` how many of their contents cannot be had any more.
    """

    file: Path
    made_at: str
    reason: str
    proven: bool
    counts: dict[str, int]
    size: int
    attachments: int = 0
    lacks: int = 0


def _info(found: store.Backup) -> BackupInfo:
    return BackupInfo(
        found.file,
        found.made_at,
        found.reason,
        found.proven,
        found.counts,
        found.size,
        found.attachments,
        found.lacks,
    )


def make(desk: Desk, reason: str, progress: Progress | None = None) -> Done[BackupInfo]:
    """Make a backup and prove it; raises `Trouble` when the disk is full or the copy is not good."""
    return Done(_info(store.make_backup(desk, reason, progress or Silent())))


def listed(desk: Desk) -> list[BackupInfo]:
    """Return all backups of this desk, the newest first."""
    return [_info(one) for one in store.list_backups(desk.folder)]


def newest_proven(desk: Desk) -> BackupInfo | None:
    """Return the newest backup that was proven, None if there is none."""
    found = store.last_proven(desk.folder)
    return _info(found) if found else None


def prove(desk: Desk, file: Path) -> Done[BackupInfo]:
    """Open, check and count a backup again; raises `Trouble` when it is not good."""
    return Done(_info(store.prove_backup(desk, file)))


def daily(desk: Desk, progress: Progress | None = None) -> Done[BackupInfo] | None:
    """Make today's backup if there is none yet, and sweep away contents of attachments that nothing names."""
    today = desk.clock.today().isoformat()
    newest = newest_proven(desk)
    if newest is not None and newest.made_at.startswith(today):
        return None
    made = make(desk, "每日备份", progress)
    attachments.sweep(desk)
    return made


def restore(folder: Path, file: Path, user: str, password: str, clock: Clock | None = None) -> Desk:
    """Put a backup in the place of the desk's data (which is kept aside) and open it; raises `Trouble`.

    What was cleared by law since the backup is cleared in it again.
    """
    desk = store.restore_backup(folder, file, user=user, password=password, clock=clock or Clock())
    if aside := store.erasures_aside(desk):
        from . import erasure_taking

        erasure_taking.clear_again(desk, aside)
    return desk


def check(desk: Desk, deep: bool = False) -> list[str]:
    """Return what is wrong with the data, in sentences; an empty list when all is well."""
    return store.check(desk, deep=deep)
