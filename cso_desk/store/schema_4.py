"""Migration 4, frozen: what the records gained. Written by packaging/freeze_schema.py.

It imports no record, so that it makes the same file for ever.
"""

STATEMENTS: tuple[str, ...] = (
    (
        "CREATE TABLE report_period (name VARCHAR, year INTEGER, period VARCHAR, due_on VARCHAR, "
        "document VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe "
        "INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, "
        "deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg "
        "VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, profile_no "
        "INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER NOT NULL, "
        "PRIMARY KEY (n), UNIQUE (id))"
    ),
    (
        "CREATE TABLE target (unit VARCHAR, year INTEGER, measure VARCHAR, number INTEGER, "
        "document VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe "
        "INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, "
        "deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg "
        "VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, profile_no "
        "INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER NOT NULL, "
        "PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_target_unit ON target (unit)",
)
