"""A temporary file that stays in memory while it is small: what is in clear touches the disk only when it must."""

import errno
import tempfile
from typing import IO, Final, cast

from cso_desk.errors import Trouble

_IN_MEMORY: Final = 32 * 1024 * 1024


def spool(workdir: str | None) -> IO[bytes]:
    """Return a fresh file for reading and writing; it is gone when it is closed. `workdir` is where it may spill."""
    return cast(
        IO[bytes], tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, mode="w+b", dir=workdir)
    )


def disk_trouble(error: OSError) -> Trouble:
    """Return what the clerk is told when this computer's own disk refuses; code `DISK_FULL` or `DISK_FAILED`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Trouble("DISK_FULL", "电脑磁盘空间不够，没有完成；请清理磁盘后再试。")
    reason = error.strerror or type(error).__name__
    return Trouble("DISK_FAILED", f"读写电脑磁盘时出错（{reason}），没有完成；请检查磁盘后再试。")
