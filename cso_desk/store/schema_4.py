"""Migration 4, frozen: what the records gained. Written by packaging/freeze_schema.py.

It imports no record, so that it makes the same file for ever.
"""

STATEMENTS: tuple[str, ...] = (
    (
        "CREATE TABLE replaced_row (n INTEGER NOT NULL, package VARCHAR NOT NULL, tbl VARCHAR NOT "
        "NULL, record VARCHAR NOT NULL, body VARCHAR NOT NULL, PRIMARY KEY (n))"
    ),
    "CREATE INDEX ix_replaced_row_package ON replaced_row (package)",
    "CREATE INDEX ix_replaced_row_record ON replaced_row (record)",
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
        "CREATE TABLE taken_back (n INTEGER NOT NULL, package VARCHAR NOT NULL, sender VARCHAR "
        "NOT NULL, instance VARCHAR NOT NULL, seq INTEGER NOT NULL, cover_hash VARCHAR NOT NULL, "
        "cover JSON NOT NULL, taken_at VARCHAR NOT NULL, taken_by VARCHAR NOT NULL, back_at "
        "VARCHAR NOT NULL, back_by VARCHAR NOT NULL, receipt_id VARCHAR NOT NULL, PRIMARY KEY "
        "(n))"
    ),
    "CREATE INDEX ix_taken_back_instance ON taken_back (instance)",
    "CREATE INDEX ix_taken_back_package ON taken_back (package)",
    "CREATE INDEX ix_taken_back_sender ON taken_back (sender)",
    (
        "CREATE TABLE taking (package VARCHAR NOT NULL, operation INTEGER NOT NULL, covers JSON "
        "NOT NULL, orders INTEGER NOT NULL, differing JSON NOT NULL, PRIMARY KEY (package))"
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
