"""Migration 3, frozen: what the records gained. Written by packaging/freeze_schema.py.

It imports no record, so that it makes the same file for ever.
"""

STATEMENTS: tuple[str, ...] = (
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
    "ALTER TABLE charter ADD COLUMN meeting_name VARCHAR",
    "ALTER TABLE charter ADD COLUMN meeting_form VARCHAR",
    "ALTER TABLE charter ADD COLUMN meeting_time VARCHAR",
    "ALTER TABLE charter ADD COLUMN meeting_place VARCHAR",
    "ALTER TABLE charter ADD COLUMN chair VARCHAR",
    "ALTER TABLE charter ADD COLUMN recorder VARCHAR",
    "ALTER TABLE charter ADD COLUMN remarks VARCHAR",
    (
        "CREATE TABLE management_rule (organization VARCHAR, kind VARCHAR, version INTEGER, text "
        "VARCHAR, adopted_on VARCHAR, note VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, "
        "owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT "
        "NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at "
        "VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER "
        "NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev "
        "INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_management_rule_organization ON management_rule (organization)",
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
        "CREATE TABLE signatory (rule VARCHAR, organization VARCHAR, signed_by VARCHAR, signed_on "
        "VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT "
        "NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN "
        "NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, "
        "row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, "
        "extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), "
        "UNIQUE (id))"
    ),
    "CREATE INDEX ix_signatory_organization ON signatory (organization)",
    "CREATE INDEX ix_signatory_rule ON signatory (rule)",
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
