"""Migration 3, frozen: what the records gained. Written by packaging/freeze_schema.py.

It imports no record, so that it makes the same file for ever.
"""

STATEMENTS: tuple[str, ...] = (
    (
        "CREATE TABLE acked_row (parent VARCHAR NOT NULL, tbl VARCHAR NOT NULL, id VARCHAR NOT "
        "NULL, digest VARCHAR NOT NULL, PRIMARY KEY (parent, tbl, id))"
    ),
    (
        "CREATE TABLE activity (organization VARCHAR, title VARCHAR, theme VARCHAR, begins_on "
        "VARCHAR, ends_on VARCHAR, hours VARCHAR, place VARCHAR, content VARCHAR, purpose "
        "VARCHAR, audience VARCHAR, expected INTEGER, people INTEGER, head VARCHAR, safety_head "
        "VARCHAR, partners VARCHAR, major BOOLEAN, concerns VARCHAR, insurance VARCHAR, budget "
        "INTEGER, budget_source VARCHAR, publicity VARCHAR, risks VARCHAR, reported_on VARCHAR, "
        "summary VARCHAR, summary_on VARCHAR, spent INTEGER, cancelled BOOLEAN, note VARCHAR, n "
        "INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev "
        "INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, "
        "upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash "
        "VARCHAR NOT NULL, schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, extra JSON, "
        "sent_rev INTEGER NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_activity_begins_on ON activity (begins_on)",
    "CREATE INDEX ix_activity_organization ON activity (organization)",
    (
        "CREATE TABLE edge (parent VARCHAR NOT NULL, instance VARCHAR NOT NULL, acked_seq INTEGER "
        "NOT NULL, basis VARCHAR NOT NULL, full_on VARCHAR NOT NULL, wants_full BOOLEAN NOT NULL, "
        "PRIMARY KEY (parent))"
    ),
    (
        "CREATE TABLE kept_cover (id VARCHAR NOT NULL, sender VARCHAR NOT NULL, cover BLOB NOT "
        "NULL, signature BLOB NOT NULL, chain BLOB NOT NULL, tagmanifest BLOB NOT NULL, manifest "
        "BLOB NOT NULL, PRIMARY KEY (id))"
    ),
    "CREATE INDEX ix_kept_cover_sender ON kept_cover (sender)",
    (
        "CREATE TABLE money_entry (organization VARCHAR, date VARCHAR, direction VARCHAR, kind "
        "VARCHAR, amount INTEGER, summary VARCHAR, voucher VARCHAR, handled_by VARCHAR, witness "
        "VARCHAR, audited_by VARCHAR, activity VARCHAR, donor VARCHAR, donor_contact VARCHAR, "
        "wish VARCHAR, note VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT "
        "NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT "
        "NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, "
        "src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, "
        "profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER "
        "NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_money_entry_date ON money_entry (date)",
    "CREATE INDEX ix_money_entry_organization ON money_entry (organization)",
    (
        'CREATE TABLE moved_row (n INTEGER NOT NULL, "order" VARCHAR NOT NULL, "table" VARCHAR '
        "NOT NULL, record VARCHAR NOT NULL, oe INTEGER NOT NULL, from_unit VARCHAR NOT NULL, "
        "to_unit VARCHAR NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, PRIMARY KEY (n))"
    ),
    'CREATE INDEX ix_moved_row_order ON moved_row ("order")',
    "CREATE INDEX ix_moved_row_record ON moved_row (record)",
    (
        "CREATE TABLE transfer_order (id VARCHAR NOT NULL, text VARCHAR NOT NULL, signature "
        "VARCHAR NOT NULL, chain VARCHAR NOT NULL, issuer VARCHAR NOT NULL, from_unit VARCHAR NOT "
        "NULL, to_unit VARCHAR NOT NULL, oe INTEGER NOT NULL, organizations JSON NOT NULL, reason "
        "VARCHAR NOT NULL, document VARCHAR NOT NULL, issued_at VARCHAR NOT NULL, known_at "
        "VARCHAR NOT NULL, sent JSON NOT NULL, PRIMARY KEY (id))"
    ),
    "CREATE INDEX ix_transfer_order_from_unit ON transfer_order (from_unit)",
    "CREATE INDEX ix_transfer_order_to_unit ON transfer_order (to_unit)",
    (
        "CREATE TABLE work_report (organization VARCHAR, year INTEGER, period VARCHAR, figures "
        "JSON, activities VARCHAR, money VARCHAR, members VARCHAR, party VARCHAR, disclosure "
        "VARCHAR, honours VARCHAR, problems VARCHAR, plans VARCHAR, written_on VARCHAR, heard_on "
        "VARCHAR, meeting VARCHAR, minutes VARCHAR, recorded_by VARCHAR, n INTEGER NOT NULL, id "
        "VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, "
        "inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR "
        "NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, "
        "schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER "
        "NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_work_report_organization ON work_report (organization)",
)
