"""The small files of enrolment on a stick: read with a limit, written whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from cso_desk.errors import Trouble

_LIMIT = 256 * 1024


def read_file(file: Path) -> bytes:
    """Return the content of a request or certificate file; raises `Trouble` UNREADABLE, TOO_BIG."""
    try:
        with file.open("rb") as source:
            content = source.read(_LIMIT + 1)
    except OSError:
        raise Trouble(
            "UNREADABLE", f"读不出文件 {file.name}，请检查U盘是否插好、文件是否选对。"
        ) from None
    if len(content) > _LIMIT:
        raise Trouble("TOO_BIG", f"{file.name} 太大，不是单位证书或申请文件，请另选。")
    return content


def check_place(file: Path) -> None:
    """Raise `Trouble` UNWRITABLE when `file` could not be written, before anything else is done."""
    part = _part(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.touch()
        part.unlink()
    except OSError:
        raise _unwritable(file) from None


def write_file(file: Path, content: bytes) -> None:
    """Write a file whole: under another name, forced to the disk, then renamed; raises `Trouble` UNWRITABLE."""
    part = _part(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        os.replace(part, file)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise _unwritable(file) from None


def _part(file: Path) -> Path:
    return file.with_name(f"~{file.name}.part")


def _unwritable(file: Path) -> Trouble:
    words = f"写不进 {file.parent}，请检查U盘是否插好、有没有写保护、空间够不够，再试一次。"
    return Trouble("UNWRITABLE", words)
