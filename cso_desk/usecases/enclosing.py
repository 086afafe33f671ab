"""The contents of attachments in packages: each goes up once, and waits for the next package where one is full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cso_desk import store
from cso_desk.errors import Problems, Trouble
from cso_desk.policy import Pack
from cso_desk.records import AckedRow, Attachment
from cso_desk.store import Desk, Session
from cso_desk.store import attachments as contents

from . import attachment_files

if TYPE_CHECKING:
    from cso_desk.packages.open import Opened

TABLE = "_attachment"
"""Under which name acknowledged contents are noted, beside the tables of rows."""
MOST_OCTETS = 1024**3
"""How much goes into one package; FAT32 and a seal of 2 GiB leave room for it beside the rows."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """Which contents go into a package, by digest; `waiting` is how many go with a later one."""

    digests: tuple[str, ...]
    waiting: int

    def contents(self, desk: Desk) -> Iterator[bytes]:
        """Yield the contents, one at a time; raises `Trouble` ATTACHMENT_MISSING, ATTACHMENT_DAMAGED."""
        for digest in self.digests:
            yield contents.read(desk, digest)


def passes_up(pack: Pack, level: str) -> bool:
    """Tell whether a unit of this level sends contents to its superior, or their list alone."""
    raw = pack.value("reporting.profile")
    return level in raw.get("contents_from", ())


def chosen(
    desk: Desk, session: Session, to: str, owners: frozenset[str], *, again: bool, most: int
) -> Enclosed:
    """Return what goes into the next package to a superior, at most `most` octets.

    What it acknowledged stays here unless everything is to go `again`; so does what is not on this computer or cannot
    be opened any more.
    """
    known = set()
    if not again:
        noted = store.values_of(session, AckedRow, ("id",), parent=to, tbl=TABLE)
        known = {digest for (digest,) in noted}
    rows = store.values_of(session, Attachment, ("digest", "octets"), owner=list(owners))
    sizes = {one: octets or 0 for one, octets in rows if one and one not in known}
    found, left, waiting = [], most, 0
    for digest, octets in sizes.items():
        if not _opens(desk, digest):
            continue
        if octets <= left:
            found.append(digest)
            left -= octets
        else:
            waiting += 1
    return Enclosed(tuple(sorted(found)), waiting)


def unsent(session: Session, to: str, owners: frozenset[str]) -> tuple[int, int]:
    """Return how many contents have not been acknowledged by a superior, and their octets, by what their rows say."""
    noted = store.values_of(session, AckedRow, ("id",), parent=to, tbl=TABLE)
    known = {digest for (digest,) in noted}
    rows = store.values_of(session, Attachment, ("digest", "octets"), owner=list(owners))
    sizes = {one: octets or 0 for one, octets in rows if one and one not in known}
    return len(sizes), sum(sizes.values())


def _opens(desk: Desk, digest: str) -> bool:
    try:
        contents.read(desk, digest)
    except Trouble:
        return False
    return True


def keep(desk: Desk, package: Opened) -> int:
    """Put the contents of a package into the desk's folder and return how many.

    Call it inside the operation that writes the rows. What is no scan, photo or document is left out, whoever sent it.
    Raises `Trouble`: DISK_FULL, FOLDER_UNWRITABLE.
    """
    kept = 0
    for digest, content in package.attachments():
        try:
            attachment_files.media_type(Path(digest), content)
        except Problems:
            continue
        contents.keep(desk, content)
        kept += 1
    return kept
