"""What the driver alone needs for the rows that some work of the program wrote: the peer that ratios are measured by."""

from __future__ import annotations

from typing import Any

from cso_desk.store import Desk, search
from cso_desk.store.connecting import connect
from cso_desk.store.folder import DATABASE

SEARCHED = search.INSERT
"""The statement of the entries of the search index among the rows."""
Rows = dict[str, list[Any]]
"""The rows of each statement."""
_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' "
    "AND name NOT LIKE 'organization_search%' AND name NOT LIKE 'sqlite_%' AND name <> 'setting'"
)


def added(before: Desk, after: Desk) -> Rows:
    """Return what stands in a desk and not in another that was its like, with journal and search entries."""
    found: Rows = {}
    with before.read() as old, after.read() as new:
        was, now = old.connection(), new.connection()
        for (table,) in now.exec_driver_sql(_TABLES).all():
            last = was.exec_driver_sql(f"SELECT coalesce(max(rowid), 0) FROM {table}").scalar_one()
            statement = f"SELECT rowid, * FROM {table} WHERE rowid > {last}"
            rows = [tuple(row)[1:] for row in now.exec_driver_sql(statement)]
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                found[f"INSERT INTO {table} VALUES ({marks})"] = rows
    return {**found, SEARCHED: entries_added(before, after)}


def entries_added(before: Desk, after: Desk) -> list[Any]:
    """Return what the search index says of the organizations that stand in a desk and not in another."""
    newest = "SELECT coalesce(max(n), 0) FROM organization"
    with before.read() as old, after.read() as new:
        last = old.connection().exec_driver_sql(newest).scalar_one()
        now = new.connection()
        chosen = f"SELECT id FROM organization WHERE n > {last} AND NOT deleted"
        ids = [row[0] for row in now.exec_driver_sql(chosen)]
        places = search.place_names(now)
        pieces = (ids[at : at + 1000] for at in range(0, len(ids), 1000))
        return [entry for piece in pieces for entry in search.entries(now, piece, places)]


def rows_written(desk: Desk, rows: Rows) -> None:
    """Write rows with the driver alone into a desk's database, in one transaction."""
    connection = connect(desk.folder / DATABASE, desk.key)
    connection.execute("BEGIN IMMEDIATE")
    for statement, values in rows.items():
        connection.executemany(statement, values)
    connection.execute("COMMIT")
    connection.close()
