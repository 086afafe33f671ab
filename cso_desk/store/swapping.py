"""Putting a prepared database into the place of the desk's, so that a cut leaves the old or the new one."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from cso_desk.errors import Trouble

from . import folder as places

_LOGS = ("-wal", "-shm", "-journal")
_PREPARED_KEYRING = f"{places.KEYRING}.new"


def swap_in(folder: Path, prepared: Path, aside: Path, keyring: bytes) -> None:
    """Move the desk's database to `aside`, `prepared` and its keyring into place; the lock is held.

    Raises `Trouble` IN_USE when another program still holds the database open (Windows).
    """
    current = folder / places.DATABASE
    places.sync_file(prepared)
    prepared.replace(folder / places.PREPARED)
    # After the database: a keyring that waits alone would be taken for that of a finished swap.
    places.write_whole(folder / _PREPARED_KEYRING, keyring)
    try:
        if current.exists():
            current.replace(aside)
    except PermissionError as error:
        raise Trouble(
            "IN_USE", "数据文件还被另一个程序占用，没有还原，请关掉其他窗口后再试。"
        ) from error
    places.sync_folder(folder)
    _move_logs(current, aside)
    _complete(folder)


def swap_is_cut(folder: Path) -> bool:
    """Tell whether a swap left something to complete."""
    return any((folder / name).exists() for name in (places.PREPARED, _PREPARED_KEYRING))


def finish_swap(folder: Path) -> None:
    """Complete a swap that was cut off after the old database had left; drop one that had not begun."""
    prepared, current = folder / places.PREPARED, folder / places.DATABASE
    if not prepared.exists():
        # The database already stood in its place when the cut came.
        _complete_keyring(folder)
    elif current.exists():
        (folder / _PREPARED_KEYRING).unlink(missing_ok=True)
        prepared.unlink()
    else:
        # Logs that still lie here belong to the database that was moved away.
        _move_logs(current, folder / places.BACKUPS / "还原前_日志")
        _complete(folder)


def _complete(folder: Path) -> None:
    (folder / places.PREPARED).replace(folder / places.DATABASE)
    places.sync_folder(folder)
    _complete_keyring(folder)
    places.sync_folder(folder)


def _complete_keyring(folder: Path) -> None:
    with suppress(FileNotFoundError):
        (folder / _PREPARED_KEYRING).replace(folder / places.KEYRING)


def _move_logs(current: Path, aside: Path) -> None:
    for ending in _LOGS:
        log = current.with_name(current.name + ending)
        with suppress(FileNotFoundError):
            if ending == "-shm":
                log.unlink()
            else:
                log.replace(aside.with_name(aside.name + ending))
