"""Write a finished package to a stick (or folder) so that 'it is there' is true (packages.md 4).

FAT and exFAT keep no journal, so nothing is believed until it has been read back and compared.
"""

import errno
import hashlib
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from cso_desk.errors import Trouble
from cso_desk.packages.names import numbered
from cso_desk.packages.suite import BLOCK
from cso_desk.progress import Progress, Silent

SPARE_ROOM: Final = 1024 * 1024

_TRIES: Final = 10
_FIRST_WAIT: Final = 0.05
_READ_ONLY: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_TOO_BIG: Final = frozenset({errno.EFBIG})
_BAD_NAME: Final = frozenset({errno.EINVAL, errno.EILSEQ, errno.ENAMETOOLONG})
_WINDOWS_READ_ONLY: Final = 19
_WINDOWS_BAD_NAME: Final = 123


class Disk:
    """The few calls that writing needs; tests give a disk that refuses."""

    def free_bytes(self, folder: Path) -> int:
        """Room left."""
        return shutil.disk_usage(folder).free

    def create(self, path: Path) -> IO[bytes]:
        """Open a file for writing, emptied."""
        return path.open("wb")

    def flush(self, file: IO[bytes]) -> None:
        """Bring a written file to the medium."""
        file.flush()
        os.fsync(file.fileno())

    def reopen(self, path: Path) -> IO[bytes]:
        """Open a file for reading, from the medium itself where the system lets us drop its cache."""
        file = path.open("rb")
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return file

    def replace(self, part: Path, target: Path) -> None:
        """Give the finished file its name."""
        part.replace(target)

    def flush_folder(self, folder: Path) -> None:
        """Bring the folder's list of names to the medium, where the system has a call for it."""
        if os.name == "nt":
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            # Some file systems for sticks do not know fsync on a folder.
            if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
                raise
        finally:
            os.close(handle)

    def remove(self, path: Path) -> None:
        """Take a file away; it may be gone already."""
        path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Written:
    """A package that lies on the stick, read back and compared."""

    path: Path
    size: int
    sha256: str


def write_to_stick(
    source: Path,
    folder: Path,
    name: str,
    *,
    plain: str,
    disk: Disk | None = None,
    progress: Progress | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Written:
    """Copy the package `source` into `folder` as `name`; on return it can be pulled out safely.

    A file of that name with other content is left alone and `(2)` is taken; `plain` is the name in plain letters for a
    stick that refuses Chinese ones. Raises `Trouble` STICK_GONE, STICK_FULL, STICK_READ_ONLY, STICK_FILE_TOO_BIG,
    STICK_BAD_COPY or STICK_FAILED, and `Stopped`; nothing unfinished is left then, and no other file was touched.
    """
    writing = _Writing(source, folder, disk or Disk(), progress or Silent(), sleep)
    try:
        writing.check_room()
        try:
            return writing.write(name)
        except OSError as error:
            if not _is_bad_name(error):
                raise
        return writing.write(plain)
    except OSError as error:
        raise _trouble(error, folder, writing.size) from error


class _Writing:
    def __init__(
        self,
        source: Path,
        folder: Path,
        disk: Disk,
        progress: Progress,
        sleep: Callable[[float], None],
    ) -> None:
        self._source = source
        self._folder = folder
        self._disk = disk
        self._progress = progress
        self._sleep = sleep
        self.size = source.stat().st_size

    def check_room(self) -> None:
        if not self._folder.is_dir():
            raise FileNotFoundError(errno.ENOENT, "no folder", str(self._folder))
        if self._disk.free_bytes(self._folder) < self.size + SPARE_ROOM:
            raise OSError(errno.ENOSPC, "no room")

    def write(self, name: str) -> Written:
        part = self._folder / f"~{name}.part"
        try:
            sha256 = self._copy(part)
            self._compare(part, sha256)
            target = self._name(part, name, sha256)
            self._disk.flush_folder(self._folder)
        except BaseException:
            self._clean(part)
            raise
        if target.stat().st_size != self.size:
            raise _bad_copy()
        return Written(target, self.size, sha256)

    def _copy(self, part: Path) -> str:
        sha256 = hashlib.sha256()
        done = 0
        with self._source.open("rb") as source, self._disk.create(part) as file:
            while block := source.read(BLOCK):
                self._progress.step(done, 2 * self.size)
                file.write(block)
                sha256.update(block)
                done += len(block)
            self._disk.flush(file)
        return sha256.hexdigest()

    def _compare(self, part: Path, sha256: str) -> None:
        if self._hash(part) != sha256:
            raise _bad_copy()

    def _hash(self, path: Path) -> str:
        sha256 = hashlib.sha256()
        done = self.size
        with self._disk.reopen(path) as file:
            while block := file.read(BLOCK):
                self._progress.step(done, 2 * self.size)
                sha256.update(block)
                done += len(block)
        return sha256.hexdigest()

    def _name(self, part: Path, name: str, sha256: str) -> Path:
        """Rename to the first name that is free or holds the same; where a scanner sits on it, to the next one."""
        number, held = 0, False
        while True:
            number += 1
            target = self._folder / (name if number == 1 else numbered(name, number))
            if target.exists() and not self._same(target, sha256):
                continue
            try:
                self._replace(part, target)
            except PermissionError:
                if held:
                    raise
                held = True
            else:
                return target

    def _same(self, target: Path, sha256: str) -> bool:
        return (
            target.is_file() and target.stat().st_size == self.size and self._hash(target) == sha256
        )

    def _replace(self, part: Path, target: Path) -> None:
        for attempt in range(_TRIES):
            try:
                self._disk.replace(part, target)
                return
            except PermissionError:
                if attempt == _TRIES - 1:
                    raise
                self._sleep(_FIRST_WAIT * 2 ** min(attempt, 5))

    def _clean(self, part: Path) -> None:
        try:
            self._disk.remove(part)
        except OSError:
            # The stick is gone or broken: the error that brought us here says so.
            return


def _is_bad_name(error: OSError) -> bool:
    return error.errno in _BAD_NAME or getattr(error, "winerror", None) == _WINDOWS_BAD_NAME


def _bad_copy() -> Trouble:
    return Trouble(
        "STICK_BAD_COPY",
        "写到U盘后读回核对不一致，这次没有写成；请换一个U盘，再点“再写一次”。",
    )


def _trouble(error: OSError, folder: Path, size: int) -> Trouble:
    if error.errno in _FULL:
        need = f"{(size + SPARE_ROOM) / 1024**2:.1f}"
        message = (
            f"U盘（{folder}）空间不够，需要 {need} MB，没有写入；请清理或换一个U盘后再写一次。"
        )
        return Trouble("STICK_FULL", message)
    if error.errno in _TOO_BIG:
        message = "这个U盘的格式放不下这么大的文件，没有写入；请换用 exFAT 格式的U盘后再写一次。"
        return Trouble("STICK_FILE_TOO_BIG", message)
    if error.errno in _READ_ONLY or getattr(error, "winerror", None) == _WINDOWS_READ_ONLY:
        message = f"“{folder}”不能写入，没有写成；请打开U盘的写保护开关或换一个位置后再写一次。"
        return Trouble("STICK_READ_ONLY", message)
    if not folder.is_dir():
        message = f"找不到“{folder}”，U盘可能已拔出，没有写成；请插好U盘后再写一次。"
        return Trouble("STICK_GONE", message)
    reason = error.strerror or type(error).__name__
    message = f"写入“{folder}”时出错（{reason}），没有写成；请换一个U盘后再写一次。"
    return Trouble("STICK_FAILED", message)
