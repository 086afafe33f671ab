"""Is the data whole: file, index and journal, each looked at and told in sentences."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from cso_desk.records import JournalBody, JournalEntry

from . import attachments, search
from .connecting import plain_words
from .desk import Desk
from .journal import verify_chain
from .shapes import Shape, journaled


def check(desk: Desk, deep: bool = False) -> list[str]:
    """Return what is wrong with the desk's data in Chinese sentences; an empty list when all is well.

    Always: the structure of the file, the chain of the journal, the search index. `deep` also
    authenticates every page, compares every record with its newest journal entry and opens every
    attachment.
    Raises `Trouble` DAMAGED or DISK_FAULT when the file cannot be read at all.
    """
    with plain_words(desk.folder), desk.read() as session:
        findings = _file(session, deep)
        findings += verify_chain(session)
        if lost := search.missing_entries(session):
            findings.append(f"有 {lost} 个组织与查找目录对不上，请重建查找目录。")
        if deep:
            for shape in journaled().values():
                findings += _differing(session, shape)
            findings += attachments.faults_of(desk)
    return findings


def rebuild_search(desk: Desk) -> None:
    """Make the search index anew, when `check` found it astray. Raises `Trouble` of the disk."""
    with desk.aside() as session:
        search.rebuild(session.connection())


def _file(session: Session, deep: bool) -> list[str]:
    run = session.connection().exec_driver_sql
    findings = []
    if deep and run("PRAGMA cipher_integrity_check").first():
        findings.append("数据文件有损坏的页，请从最近一次已验证的备份还原。")
    pragma = "integrity_check" if deep else "quick_check"
    if run(f"PRAGMA {pragma}").scalar_one() != "ok":
        findings.append("数据文件内部结构有错，请从最近一次已验证的备份还原。")
    return findings


def _differing(session: Session, shape: Shape) -> list[str]:
    """Return a sentence if records differ from what the journal last said of them."""
    entries = (
        select(JournalEntry.id, JournalBody.after)
        .join(JournalBody, JournalBody.n == JournalEntry.n)
        .where(JournalEntry.table == shape.name)
        .order_by(JournalEntry.n)
    )
    said = {record_id: after for record_id, after in session.execute(entries)}
    wrong = 0
    statement = shape.table.select().execution_options(yield_per=1000)
    for row in session.connection().execute(statement).mappings():
        after = said.pop(row["id"], None)
        wrong += after is not None and after != shape.snapshot(dict(row))
    # What went with a package that was taken back stands no more, and its last entry says so.
    wrong += sum(after is not None for after in said.values())
    return [f"表 {shape.name} 有 {wrong} 条记录与操作记录对不上。"] if wrong else []
