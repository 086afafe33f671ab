"""One window for one data folder: a second start is told so before it asks for a password."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLockFile

SECOND = "这份数据已在另一个窗口中打开，请回到那个窗口；找不到它时，先结束原来的程序再打开。"


def window_lock(folder: Path) -> QLockFile | None:
    """Take the right to show a window on `folder`; None when another window has it.

    A window that died is no hindrance. A folder that is not there yet, or cannot be written, is let through: what
    follows says what is wrong with it.
    """
    lock = QLockFile(str(folder / "window.lock"))
    lock.setStaleLockTime(0)
    if lock.tryLock(0) or lock.error() != QLockFile.LockError.LockFailedError:
        return lock
    return None
