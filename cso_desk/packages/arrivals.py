"""Find packages on a stick and bring them in; nothing on it is followed, run or trusted (packages.md 4)."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from cso_desk.errors import Trouble
from cso_desk.packages.container import MIMETYPE
from cso_desk.packages.cover import ReadCover
from cso_desk.packages.names import SUFFIX
from cso_desk.packages.open import peek
from cso_desk.packages.refusals import Refusal
from cso_desk.packages.spool import disk_trouble
from cso_desk.packages.zipform import STORED, Entry, local_header

OUR_FOLDER: Final = "社会组织数据"

_SUSPICIOUS: Final = frozenset(
    f".{ending}"
    for ending in (
        *("exe", "scr", "com", "pif", "bat", "cmd", "lnk", "vbs", "vbe", "js", "jse", "wsf", "wsh"),
        *("hta", "msi", "ps1", "cpl", "dll", "jar", "reg", "scf", "inf", "url", "sh", "desktop"),
    )
)
_HEAD_LENGTH: Final = len(local_header(Entry("mimetype", STORED, 0, 0, 0)))
_HIDDEN_OR_LINK: Final = 0x2 | 0x400


@dataclass(frozen=True)
class Arrival:
    """A package file as it lies there: what it says of itself, or why it cannot be read. Nothing is verified yet."""

    path: Path
    size: int
    head: ReadCover | None
    refusal: Refusal | None


@dataclass
class Arrivals:
    """What a stick holds: `suspicious` are names of files that were not opened, `others` the number of the rest."""

    packages: list[Arrival] = field(default_factory=list)
    suspicious: list[str] = field(default_factory=list)
    others: int = 0

    def warning(self) -> str:
        """Return the sentence about suspicious files, empty where there are none."""
        if not self.suspicious:
            return ""
        more = "等" if len(self.suspicious) > 3 else ""
        names = "、".join(self.suspicious[:3]) + more
        return f"U盘上另有 {len(self.suspicious)} 个可疑文件：{names}，未读取；请先给U盘杀毒。"


def find_packages(folder: Path) -> Arrivals:
    """List the packages in `folder` and in its `社会组织数据` and the folders in that.

    The same package found twice is listed once. Raises `Trouble` STICK_GONE when the folder cannot be read.
    """
    found = Arrivals()
    try:
        for place in _places(folder):
            for entry in _entries(place):
                _sort(entry, found)
    except OSError as error:
        raise _gone(folder) from error
    found.packages = _once(found.packages)
    return found


def bring_in(source: Path, workdir: Path) -> Path:
    """Copy a package into `workdir` on this computer, reading the stick once, and return the copy's path.

    Raises `Trouble` STICK_GONE when the source cannot be read, DISK_FULL or DISK_FAILED when the copy cannot be made.
    """
    try:
        reading = source.open("rb")
    except OSError as error:
        raise _gone(source) from error
    with reading, ExitStack() as undo:
        try:
            with NamedTemporaryFile(dir=workdir, suffix=SUFFIX, delete=False) as file:
                copy = Path(file.name)
                undo.callback(copy.unlink, missing_ok=True)
                shutil.copyfileobj(reading, file)
        except OSError as error:
            raise (disk_trouble(error) if source.exists() else _gone(source)) from error
        undo.pop_all()
    return copy


def _places(folder: Path) -> Iterator[Path]:
    yield folder
    ours = folder / OUR_FOLDER
    if not ours.is_dir() or ours.is_symlink():
        return
    yield ours
    for entry in _entries(ours):
        if entry.is_dir(follow_symlinks=False) and not _is_hidden_or_link(entry):
            yield Path(entry.path)


def _entries(folder: Path) -> list["os.DirEntry[str]"]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _sort(entry: "os.DirEntry[str]", found: Arrivals) -> None:
    name = entry.name.lower()
    if entry.is_dir(follow_symlinks=False):
        return
    if _is_link(entry) or Path(name).suffix in _SUSPICIOUS:
        found.suspicious.append(entry.name)
    elif _is_hidden_or_link(entry) or not _is_package(Path(entry.path), name):
        found.others += 1
    else:
        found.packages.append(_look(Path(entry.path), entry.stat(follow_symlinks=False).st_size))


def _is_package(path: Path, name: str) -> bool:
    """A package by its name, or a ZIP (as some mail programs rename it) that begins as only ours do."""
    if name.endswith(SUFFIX):
        return path.is_file()
    if not name.endswith(".zip") or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(_HEAD_LENGTH + len(MIMETYPE)).endswith(b"mimetype" + MIMETYPE)


def _look(path: Path, size: int) -> Arrival:
    try:
        return Arrival(path, size, peek(path), None)
    except Refusal as refusal:
        return Arrival(path, size, None, refusal)


def _once(packages: list[Arrival]) -> list[Arrival]:
    kept: dict[str, Arrival] = {}
    for arrival in packages:
        key = arrival.head.sha256 if arrival.head else str(arrival.path)
        kept.setdefault(key, arrival)
    return list(kept.values())


def _is_link(entry: "os.DirEntry[str]") -> bool:
    return not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)


def _is_hidden_or_link(entry: "os.DirEntry[str]") -> bool:
    attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    return entry.name.startswith((".", "~")) or bool(attributes & _HIDDEN_OR_LINK)


def _gone(path: Path) -> Trouble:
    return Trouble("STICK_GONE", f"读不到“{path}”，U盘可能已拔出；请插好U盘后再试。")
