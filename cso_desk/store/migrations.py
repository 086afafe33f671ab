"""The ordered steps from an empty file to today's schema, and how an older desk is brought up.

Each step is frozen SQL that imports no record; `PRAGMA user_version` counts the steps that were
taken. A desk is never changed in place: backup, copy, the copy is migrated and checked, then swapped.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cso_desk.errors import Trouble

from . import folder as places
from . import schema_1, schema_2, schema_3, schema_4, search
from .connecting import APPLICATION_ID, connect, engine_for, fold_log

Steps = Sequence[Sequence[str]]
STEPS: Steps = (schema_1.STATEMENTS, schema_2.STATEMENTS, schema_3.STATEMENTS, schema_4.STATEMENTS)


def version_of(connection: Any) -> int:
    """Return how many steps a database has taken."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def refuse_newer(version: int, steps: Steps = STEPS) -> None:
    """Raise `Trouble` NEWER_DATABASE if a newer program wrote the database."""
    if version > len(steps):
        raise Trouble(
            "NEWER_DATABASE",
            "这份数据由更新版本的程序保存，本程序打不开，请先把程序升级到新版本。",
        )


def take_steps(connection: Any, steps: Steps = STEPS) -> None:
    """Take the steps that are missing, all in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps[version_of(connection) :]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version={len(steps)}")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def migrate_copy(folder: Path, key: bytes, steps: Steps = STEPS) -> None:
    """Bring the desk in `folder` up to date by way of a copy; the caller holds the lock and a backup.

    Raises `Trouble` DAMAGED when the migrated copy does not pass its check; the desk is untouched.
    """
    part = folder / f"{places.PREPARED}.part"
    part.unlink(missing_ok=True)
    _copy(folder / places.DATABASE, part, key)
    _migrate_file(part, key, steps)
    places.sync_file(part)
    part.replace(folder / places.PREPARED)
    fold_log(folder / places.DATABASE, key)
    (folder / places.PREPARED).replace(folder / places.DATABASE)
    places.sync_folder(folder)


def _copy(source: Path, target: Path, key: bytes) -> None:
    connection = connect(source, key)
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()


def _fill_search(file: Path, key: bytes) -> None:
    """Make the search index of a database at today's schema: it holds nothing that the records do not say."""
    engine = engine_for(file, key, write=True)
    try:
        with engine.begin() as connection:
            search.rebuild(connection)
    finally:
        engine.dispose()


def _migrate_file(file: Path, key: bytes, steps: Steps) -> None:
    connection = connect(file, key)
    try:
        take_steps(connection, steps)
    finally:
        connection.close()
    _fill_search(file, key)
    connection = connect(file, key)
    try:
        found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        connection.close()
    if found != "ok":
        file.unlink()
        raise Trouble(
            "DAMAGED", "升级数据时检查未通过，原数据没有改动，请从最近一次已验证的备份还原。"
        )
