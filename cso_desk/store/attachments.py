"""The contents of attachments: one sealed file each, named by the SHA-256 of what is in it.

`attachments/ab/abcdef…` holds AES-GCM of the content under a key that HKDF derives from the data key
(reliability.md 1), so whoever opens the desk opens them and nobody else. A file is whole on the disk
before the transaction that names it is kept; a cut in between leaves a file that nothing names, which
`sweep` takes away later.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select

from cso_desk.errors import Trouble
from cso_desk.records import Attachment

from . import folder as places
from .desk import Desk

FOLDER = "attachments"
_MARK = b"CSO attachment 1\n"
_NONCE = 12
_DIGEST = re.compile(r"[0-9a-f]{64}")


class BadContent(Exception):
    """The sealed file is not what its name says."""


def keep(desk: Desk, content: bytes) -> str:
    """Put a content into the desk's folder, once however often it comes; return its digest.

    Call it inside the operation that writes the row. Raises `Trouble`: DISK_FULL, FOLDER_UNWRITABLE.
    """
    digest = hashlib.sha256(content).hexdigest()
    file = place_of(desk.folder, digest)
    if not is_whole(file, desk.key):
        write_sealed(file, seal(desk.key, content, digest))
    return digest


def read(desk: Desk, digest: str) -> bytes:
    """Return a content; one that is lost or damaged is fetched back from beside the backups where it can be.

    Raises `Trouble`: ATTACHMENT_MISSING, ATTACHMENT_DAMAGED.
    """
    if not _DIGEST.fullmatch(digest):
        raise _missing()
    file = place_of(desk.folder, digest)
    try:
        return unsealed(file, desk.key)
    except (OSError, BadContent) as error:
        spare = place_of(desk.folder / places.BACKUPS, digest)
        if is_whole(spare, desk.key):
            if desk.write:
                write_sealed(file, spare.read_bytes())
            return unsealed(spare, desk.key)
        if isinstance(error, FileNotFoundError):
            raise _missing() from error
        raise Trouble(
            "ATTACHMENT_DAMAGED", "这个附件的文件已损坏，打不开，请用原件重新添加。"
        ) from error


def is_here(desk: Desk, digest: str) -> bool:
    """Tell whether the content lies in the desk's folder or beside its backups (its bytes are not read)."""
    homes = (desk.folder, desk.folder / places.BACKUPS)
    return bool(_DIGEST.fullmatch(digest)) and any(
        place_of(home, digest).is_file() for home in homes
    )


def sweep(desk: Desk) -> int:
    """Take away the files that no record names, removed ones included; return how many. Raises `Trouble`."""
    gone = 0
    with desk.still():
        with desk.read() as session:
            named = set(session.scalars(select(Attachment.digest).distinct()))
        for file in files_in(desk.folder, parts=True):
            if file.name not in named:
                with suppress(OSError):
                    file.unlink()
                    gone += 1
    return gone


def faults_of(desk: Desk) -> list[str]:
    """Return a sentence if contents that this unit's own records name cannot be opened."""
    with desk.read() as session:
        own = select(Attachment.digest).where(
            Attachment.owner == desk.unit, Attachment.deleted.is_(False)
        )
        named = set(session.scalars(own.distinct()))
    lost = [one for one in named if one and not is_whole(place_of(desk.folder, one), desk.key)]
    if not lost:
        return []
    return [f"有 {len(lost)} 个附件的文件找不到或已损坏，请从备份还原，或用原件重新添加。"]


def place_of(home: Path, digest: str) -> Path:
    """Return where the content lies in a data folder or beside backups. Raises ValueError for no digest."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("digest")
    return home / FOLDER / digest[:2] / digest


def files_in(home: Path, *, parts: bool = False) -> Iterator[Path]:
    """Go through the content files of a data folder or of backups; with `parts` unfinished ones too."""
    for file in sorted((home / FOLDER).glob("??/*")):
        unfinished = file.name.endswith(".part")
        if _DIGEST.fullmatch(file.name.removesuffix(".part")) and (parts or not unfinished):
            yield file


def is_whole(file: Path, key: bytes) -> bool:
    """Tell whether a sealed file opens and holds what its name says."""
    try:
        unsealed(file, key)
    except (OSError, BadContent):
        return False
    return True


def seal(key: bytes, content: bytes, digest: str) -> bytes:
    """Return the bytes of the sealed file."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE)
    return _MARK + nonce + AESGCM(_derive(key)).encrypt(nonce, content, digest.encode())


def unsealed(file: Path, key: bytes) -> bytes:
    """Return the content of a sealed file; raises OSError, `BadContent`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    sealed = file.read_bytes()
    start = len(_MARK) + _NONCE
    if not sealed.startswith(_MARK) or len(sealed) < start + 16:
        raise BadContent
    try:
        opened = AESGCM(_derive(key)).decrypt(
            sealed[len(_MARK) : start], sealed[start:], file.name.encode()
        )
    except InvalidTag as error:
        raise BadContent from error
    if hashlib.sha256(opened).hexdigest() != file.name:
        raise BadContent
    return opened


def write_sealed(file: Path, sealed: bytes) -> None:
    """Put a sealed file in its place, wholly or not at all, its folders too. Raises `Trouble`."""
    home = file.parent.parent
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        places.write_whole(file, sealed)
        places.sync_folder(home)
        places.sync_folder(home.parent)
    except OSError as error:
        raise places.unwritable(home, error) from error


def _derive(key: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt=None, info=b"cso-desk attachments 1").derive(key)


def _missing() -> Trouble:
    return Trouble(
        "ATTACHMENT_MISSING",
        "这个附件的文件不在本机。下级的附件还没有随上报包带来，或留在下级；本级的请从备份还原，或用原件重新添加。",
    )
