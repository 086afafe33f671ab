"""Works on a desk until it is killed, telling on standard output what it has been promised.

Run as `python store_worker.py FOLDER TASK`; each line `done N` means that operation N was acknowledged.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cso_desk.clock import FixedClock
from cso_desk.progress import Silent
from cso_desk.records import Attachment, Member, Organization
from cso_desk.store import Desk, attachments, listed, make_backup, open_desk, restore_backup

USER, PASSWORD = "李办事", "correct horse"
MEMBERS = 300


def tell(text: str) -> None:
    """Say a line at once."""
    print(text, flush=True)


def edit(desk: Desk, turn: int) -> None:
    """One small operation over two records that must stay equal."""
    with desk.operation(f"修改 {turn}") as op:
        for record in listed(op.session, Organization, order="n", limit=2):
            record.members = turn
    tell(f"edited {turn}")


def bring_in(desk: Desk, turn: int) -> None:
    """One import of an organization and its roster."""
    with desk.operation(f"导入 {turn}") as op:
        (organization,) = op.insert_many(Organization, [{"name": f"导入{turn}队"}])
        rows = ({"organization": organization, "name": f"成员{i}"} for i in range(MEMBERS))
        op.insert_many(Member, rows)
    tell(f"imported {turn}")


def attach(desk: Desk, turn: int) -> None:
    """One attachment: its sealed content, then its row."""
    with desk.operation(f"添加附件 {turn}") as op:
        digest = attachments.keep(desk, b"%PDF-1.4 " + bytes(200_000) + str(turn).encode())
        op.add(Attachment(record_table="organization", record="x", title=f"{turn}", digest=digest))
    tell(f"attached {turn}")


def main(folder: Path, task: str) -> None:
    """Repeat the task for ever."""
    clock = FixedClock(datetime(2026, 11, 22, 10, tzinfo=timezone(timedelta(hours=8))))
    if task == "restore":
        file = next(file for file in sorted((folder / "backups").glob("[0-9]*.db")))
        restore_backup(folder, file, user=USER, password=PASSWORD, clock=clock).close()
        tell("begun")
        while True:
            clock.advance(1)
            restore_backup(folder, file, user=USER, password=PASSWORD, clock=clock).close()
            tell("restored")
    with open_desk(folder, user=USER, password=PASSWORD, clock=clock, write=True) as desk:
        # The first turn loads what is loaded when first used.
        edit(desk, 0)
        bring_in(desk, 0)
        tell("begun")
        turn = 0
        while True:
            turn += 1
            clock.advance(1)
            edit(desk, turn)
            if task == "import":
                bring_in(desk, turn)
            elif task == "attach":
                attach(desk, turn)
            elif task == "backup":
                make_backup(desk, "每日备份", Silent())
                tell(f"backed up {turn}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
