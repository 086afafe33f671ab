"""Freeze what today's records have beyond the released migrations into the store's newest migration.

    .venv/bin/python packaging/freeze_schema.py            writes cso_desk/store/schema_4.py
    .venv/bin/python packaging/freeze_schema.py --check    exits 1 if it would change

A released migration is never written again, its successor is: then raise NUMBER here. Only new tables,
columns and indexes are understood; anything else is a step that a person writes.
"""

from __future__ import annotations

import sqlite3
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateColumn, CreateIndex

ROOT = Path(__file__).resolve().parent.parent
NUMBER = 4
FILE = ROOT / "cso_desk" / "store" / f"schema_{NUMBER}.py"

HEAD = f'''"""Migration {NUMBER}, frozen: what the records gained. Written by packaging/freeze_schema.py.

It imports no record, so that it makes the same file for ever.
"""

STATEMENTS: tuple[str, ...] = '''

EXTRAS: tuple[str, ...] = (
    "DROP TRIGGER operation_stays",
    # The law may take the words of an operation away where they name a person; nothing else changes.
    "CREATE TRIGGER operation_stays BEFORE UPDATE ON operation WHEN NOT (NEW.n IS OLD.n "
    "AND NEW.at IS OLD.at AND NEW.who IS OLD.who AND NEW.undoes IS OLD.undoes "
    "AND NEW.words = '（已依法清除）') BEGIN SELECT RAISE(ABORT, 'append only'); END",
)
"""What no record declares (indexes over an expression, the search index made anew), word for word."""


def released() -> sqlite3.Connection:
    """Return an empty database that took all released steps (without the search table, which is no record)."""
    database = sqlite3.connect(":memory:")
    for number in range(1, NUMBER):
        for statement in import_module(f"cso_desk.store.schema_{number}").STATEMENTS:
            if "organization_search" not in statement:
                database.execute(statement)
    return database


def statements() -> list[str]:
    """Return the SQL that brings the released schema to that of today's records."""
    from cso_desk.records import Record

    database = released()
    found = []
    for table in Record.metadata.sorted_tables:
        known = [row[1] for row in database.execute(f"PRAGMA table_info('{table.name}')")]
        found += additions(table, known) if known else [creation(table)]
        kept = {row[1] for row in database.execute(f"PRAGMA index_list('{table.name}')")}
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        dialect = sqlite.dialect()
        found += [
            str(CreateIndex(i).compile(dialect=dialect)) for i in indexes if i.name not in kept
        ]
    return [*found, *EXTRAS]


def creation(table: Any) -> str:
    """Return the SQL that makes a table."""
    dialect = sqlite.dialect()
    parts = [str(CreateColumn(column).compile(dialect=dialect)) for column in table.columns]
    parts.append(f"PRIMARY KEY ({', '.join(c.key for c in table.primary_key.columns)})")
    parts += [f"UNIQUE ({column.key})" for column in table.columns if column.unique]
    return f"CREATE TABLE {dialect.identifier_preparer.quote(table.name)} ({', '.join(parts)})"


def additions(table: Any, known: list[str]) -> list[str]:
    """Return the SQL that adds the columns that a table does not have yet."""
    dialect = sqlite.dialect()
    name = dialect.identifier_preparer.quote(table.name)
    new = [column for column in table.columns if column.key not in known]
    return [
        f"ALTER TABLE {name} ADD COLUMN {CreateColumn(one).compile(dialect=dialect)}" for one in new
    ]


def literal(statement: str) -> str:
    """Return `statement` as Python source: one string in parts of at most 92 characters."""
    words, lines, line = statement.split(" "), [], ""
    for word in words:
        if line and len(line) + len(word) > 88:
            lines.append(line)
            line = ""
        line += word + " "
    lines.append(line[:-1])
    if len(lines) == 1:
        return f"    {quoted(lines[0])},\n"
    return "    (\n" + "".join(f"        {quoted(part)}\n" for part in lines) + "    ),\n"


def quoted(part: str) -> str:
    """Return `part` as a string literal in the quotes that the formatter would choose."""
    return f"'{part}'" if '"' in part and "'" not in part else f'"{part}"'


def main() -> int:
    """Write the migration, or with --check tell whether it is up to date."""
    lines = "".join(literal(" ".join(s.split())) for s in statements())
    source = HEAD + (f"(\n{lines})\n" if lines else "()\n")
    if "--check" in sys.argv:
        return int(not FILE.exists() or FILE.read_text("utf-8") != source)
    FILE.write_text(source, "utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main())
