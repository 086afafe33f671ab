"""Freeze the schema of today's records into the store's newest migration.

    .venv/bin/python packaging/freeze_schema.py            writes cso_desk/store/schema_1.py
    .venv/bin/python packaging/freeze_schema.py --check    exits 1 if it would change

Run it only until the schema is released: a released migration is never written again, its successor is.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateColumn, CreateIndex

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "cso_desk" / "store" / "schema_1.py"

EXTRAS = (
    "CREATE VIRTUAL TABLE organization_search USING fts5(name, initials, people, people_initials, "
    "phone, filing, members, content='', contentless_delete=1, tokenize='ascii')",
    "CREATE INDEX organization_living ON organization (name) WHERE deleted IS 0",
    "CREATE TRIGGER operation_stays BEFORE UPDATE ON operation "
    "BEGIN SELECT RAISE(ABORT, 'append only'); END",
    "CREATE TRIGGER operation_is_kept BEFORE DELETE ON operation "
    "BEGIN SELECT RAISE(ABORT, 'append only'); END",
    "CREATE TRIGGER journal_stays BEFORE UPDATE ON journal "
    "BEGIN SELECT RAISE(ABORT, 'append only'); END",
    "CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal "
    "BEGIN SELECT RAISE(ABORT, 'append only'); END",
    "CREATE TRIGGER journal_body_stays BEFORE UPDATE ON journal_body "
    "BEGIN SELECT RAISE(ABORT, 'append only'); END",
)
HEAD = '''"""Migration 1, frozen: the schema of the first release. Written by packaging/freeze_schema.py.

It imports no record, so that it makes the same file for ever.
"""

STATEMENTS: tuple[str, ...] = (
'''


def statements() -> list[str]:
    """Return the SQL that makes an empty database of today's records."""
    from cso_desk.records import Record

    dialect = sqlite.dialect()
    found = []
    for table in Record.metadata.sorted_tables:
        parts = [str(CreateColumn(column).compile(dialect=dialect)) for column in table.columns]
        parts.append(f"PRIMARY KEY ({', '.join(c.key for c in table.primary_key.columns)})")
        unique = [column.key for column in table.columns if column.unique]
        parts += [f"UNIQUE ({key})" for key in unique]
        name = dialect.identifier_preparer.quote(table.name)
        found.append(f"CREATE TABLE {name} ({', '.join(parts)})")
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        found += [str(CreateIndex(index).compile(dialect=dialect)) for index in indexes]
    return found + list(EXTRAS)


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
    source = HEAD + "".join(literal(" ".join(s.split())) for s in statements()) + ")\n"
    if "--check" in sys.argv:
        return int(not FILE.exists() or FILE.read_text("utf-8") != source)
    FILE.write_text(source, "utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main())
