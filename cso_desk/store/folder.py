"""The data folder of a desk: where its files lie, who holds it, whether it can be written."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

from cso_desk.errors import Trouble

DATABASE = "desk.db"
KEYRING = "keyring.json"
FAILURES = "login-failures.json"
LOCK = "desk.lock"
BACKUPS = "backups"
STAGING = "staging"
PREPARED = "desk.db.new"
"""A whole database that waits to take the place of `desk.db` (after a restore or a migration)."""

_NETWORK_FILE_SYSTEMS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "ceph",
        "glusterfs",
        "fuse.glusterfs",
        "davfs",
        "fuse.davfs2",
        "fuse.sshfs",
        "fuse.rclone",
        "ocfs2",
        "lustre",
    }
)
_STICKS = tuple(Path(one) for one in ("/media", "/run/media", "/mnt"))
_LOCKED_BYTE = 1 << 20
"""Windows locks a range of bytes; this one lies behind the text, which stays readable."""


def desk_exists(folder: Path) -> bool:
    """Tell whether `folder` holds a desk, also one whose restore was cut off half-way."""
    return (folder / DATABASE).exists() or (folder / PREPARED).exists()


def prepare_folder(folder: Path) -> None:
    """Make `folder` if it is missing and prove that it can be written.

    Raises `Trouble`: FOLDER_UNWRITABLE, DISK_FULL, NETWORK_FOLDER.
    """
    if on_network(folder):
        raise Trouble(
            "NETWORK_FOLDER",
            f"数据文件夹“{folder}”在网络共享盘上，断网会损坏数据，请改放到本机硬盘。",
        )
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"probe")
        probe.unlink()
    except OSError as error:
        raise unwritable(folder, error) from error


def unwritable(folder: Path, error: OSError) -> Trouble:
    """Return the `Trouble` for a failed write in `folder`: DISK_FULL or FOLDER_UNWRITABLE."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return disk_full(folder)
    return Trouble(
        "FOLDER_UNWRITABLE",
        f"数据文件夹“{folder}”不能写入，请检查文件夹权限，或换一个文件夹。",
    )


def disk_full(folder: Path) -> Trouble:
    """Return the `Trouble` DISK_FULL for the disk that holds `folder`."""
    return Trouble("DISK_FULL", f"“{folder}”所在的磁盘空间不足，没有保存，请清理出空间后再试一次。")


def write_whole(file: Path, content: bytes) -> None:
    """Put `content` in the place of `file`: wholly or not at all. Raises OSError."""
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, file)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    sync_folder(file.parent)


def discard_desk(folder: Path) -> None:
    """Remove a desk whose making failed. Raises RuntimeError if it ever made a backup, `Trouble` IN_USE."""
    if (folder / BACKUPS).exists():
        raise RuntimeError("a desk with backups is never discarded")
    lock = FolderLock(folder)
    try:
        for name in (DATABASE, KEYRING, FAILURES, PREPARED):
            for ending in ("", "-wal", "-shm", "-journal"):
                (folder / f"{name}{ending}").unlink(missing_ok=True)
    finally:
        lock.free()


def sync_file(file: Path) -> None:
    """Wait until the bytes of `file` lie on the disk."""
    handle = os.open(file, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` lie on the disk, where the system knows how."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def on_network(folder: Path) -> bool:
    """Tell whether `folder` lies on a network share, where SQLite's write-ahead log breaks."""
    if sys.platform == "win32":
        return _on_windows_share(folder)
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return False
    return _file_system(folder, mounts.read_text("utf-8", "replace")) in _NETWORK_FILE_SYSTEMS


def _file_system(folder: Path, mounts: str) -> str:
    """Return the file system type of the longest mount point that holds `folder`."""
    path = os.path.join(os.path.realpath(folder), "")
    best, kind = "", ""
    for line in mounts.splitlines():
        words = line.split(" ")
        if len(words) < 3:
            continue
        point = os.path.join(words[1].replace("\\040", " "), "")
        if path.startswith(point) and len(point) >= len(best):
            best, kind = point, words[2]
    return kind


def _on_windows_share(folder: Path) -> bool:
    drive = os.path.splitdrive(os.path.abspath(folder))[0]
    drive_remote = 4
    return drive.startswith("\\\\") or _drive_type(drive) == drive_remote


def _drive_type(drive: str) -> int:
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009
    return int(kernel.GetDriveTypeW(drive + "\\"))


def stick_of(folder: Path) -> Path | None:
    """Return the root of the stick that a folder lies on, None for a folder of this computer."""
    path = Path(os.path.realpath(folder))
    if sys.platform == "win32":
        drive, removable = os.path.splitdrive(path)[0], 2
        return Path(f"{drive}\\") if _drive_type(drive) == removable else None
    if not any(place in path.parents for place in _STICKS):
        return None
    return next((one for one in (path, *path.parents) if os.path.ismount(one)), None)


class FolderLock:
    """The right of one process to write in a data folder; the system frees it when the process ends."""

    def __init__(self, folder: Path) -> None:
        """Take the lock. Raises `Trouble`: IN_USE, FOLDER_UNWRITABLE."""
        self._file = folder / LOCK
        try:
            self._handle = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise unwritable(folder, error) from error
        try:
            _lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            raise Trouble(
                "IN_USE",
                "这份数据已在另一个窗口或命令中打开，请先关掉那一个再试。",
            ) from error
        self._note_holder()

    def _note_holder(self) -> None:
        with suppress(OSError):
            os.ftruncate(self._handle, 0)
            os.write(self._handle, f"{os.getpid()}\n".encode())

    def free(self) -> None:
        """Give the lock back; a second call does nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
