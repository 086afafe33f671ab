"""Migration 4, frozen: what the records gained. Written by packaging/freeze_schema.py.

It imports no record, so that it makes the same file for ever.
"""

STATEMENTS: tuple[str, ...] = (
    (
        'CREATE TABLE erased_row (n INTEGER NOT NULL, erasure VARCHAR NOT NULL, "table" VARCHAR '
        "NOT NULL, record VARCHAR NOT NULL, fields VARCHAR NOT NULL, PRIMARY KEY (n))"
    ),
    "CREATE INDEX ix_erased_row_erasure ON erased_row (erasure)",
    "CREATE INDEX ix_erased_row_record ON erased_row (record)",
    (
        "CREATE TABLE erasure (id VARCHAR NOT NULL, text VARCHAR NOT NULL, signature VARCHAR NOT "
        "NULL, chain VARCHAR NOT NULL, issuer VARCHAR NOT NULL, known_at VARCHAR NOT NULL, sent "
        "JSON NOT NULL, PRIMARY KEY (id))"
    ),
    (
        "CREATE TABLE explanation (organization VARCHAR, record_table VARCHAR, record VARCHAR, "
        "field_key VARCHAR, code VARCHAR, seen VARCHAR, words VARCHAR, explained_by VARCHAR, "
        "explained_on VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, "
        "oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, "
        "deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg "
        "VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, profile_no "
        "INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER NOT NULL, "
        "PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_explanation_organization ON explanation (organization)",
    "CREATE INDEX ix_explanation_record ON explanation (record)",
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
        "CREATE TABLE return_answer (item VARCHAR, kind VARCHAR, words VARCHAR, record VARCHAR, "
        "record_rev INTEGER, answered_by VARCHAR, answered_on VARCHAR, n INTEGER NOT NULL, id "
        "VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, "
        "inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR "
        "NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, "
        "schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER "
        "NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_return_answer_item ON return_answer (item)",
    (
        "CREATE TABLE return_item (unit VARCHAR, package VARCHAR, package_seq INTEGER, "
        "record_table VARCHAR, record VARCHAR, about VARCHAR, about_name VARCHAR, seen_rev "
        "INTEGER, field_key VARCHAR, seen VARCHAR, reason VARCHAR, proposed VARCHAR, raised_by "
        "VARCHAR, raised_on VARCHAR, settled_on VARCHAR, settled_by VARCHAR, n INTEGER NOT NULL, "
        "id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, "
        "inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR "
        "NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, "
        "schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER "
        "NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_return_item_about ON return_item (about)",
    "CREATE INDEX ix_return_item_record ON return_item (record)",
    "CREATE INDEX ix_return_item_unit ON return_item (unit)",
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
    "DROP TRIGGER operation_stays",
    (
        "CREATE TRIGGER operation_stays BEFORE UPDATE ON operation WHEN NOT (NEW.n IS OLD.n AND "
        "NEW.at IS OLD.at AND NEW.who IS OLD.who AND NEW.undoes IS OLD.undoes AND NEW.words = "
        "'（已依法清除）') BEGIN SELECT RAISE(ABORT, 'append only'); END"
    ),
)
