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
        "VARCHAR, ends_on VARCHAR, times INTEGER, hours VARCHAR, place VARCHAR, content VARCHAR, "
        "purpose VARCHAR, audience VARCHAR, expected INTEGER, people INTEGER, head VARCHAR, "
        "safety_head VARCHAR, partners VARCHAR, major BOOLEAN, concerns VARCHAR, insurance "
        "VARCHAR, budget INTEGER, budget_source VARCHAR, publicity VARCHAR, risks VARCHAR, "
        "reported_on VARCHAR, summary VARCHAR, summary_on VARCHAR, spent INTEGER, cancelled "
        "BOOLEAN, note VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, "
        "oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, "
        "deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg "
        "VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, profile_no "
        "INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER NOT NULL, "
        "PRIMARY KEY (n), UNIQUE (id))"
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
        'CREATE TABLE disclosure_item (community VARCHAR, organization VARCHAR, "key" VARCHAR, '
        "title VARCHAR, content VARCHAR, kind VARCHAR, cycle VARCHAR, channels VARCHAR, place "
        "VARCHAR, days INTEGER, due_days INTEGER, responsible VARCHAR, sheet VARCHAR, starts_on "
        "VARCHAR, stopped BOOLEAN, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT "
        "NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT "
        "NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, "
        "src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, "
        "profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER "
        "NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_disclosure_item_community ON disclosure_item (community)",
    "CREATE INDEX ix_disclosure_item_organization ON disclosure_item (organization)",
    (
        "CREATE TABLE edge (parent VARCHAR NOT NULL, instance VARCHAR NOT NULL, acked_seq INTEGER "
        "NOT NULL, basis VARCHAR NOT NULL, full_on VARCHAR NOT NULL, wants_full BOOLEAN NOT NULL, "
        "PRIMARY KEY (parent))"
    ),
    (
        "CREATE TABLE indicator_score (round VARCHAR, organization VARCHAR, indicator VARCHAR, "
        "automatic JSON, own JSON, answer JSON, own_points INTEGER, points INTEGER, reason "
        "VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT "
        "NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN "
        "NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, "
        "row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, "
        "extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), "
        "UNIQUE (id))"
    ),
    "CREATE INDEX ix_indicator_score_organization ON indicator_score (organization)",
    "CREATE INDEX ix_indicator_score_round ON indicator_score (round)",
    (
        "CREATE TABLE kept_cover (id VARCHAR NOT NULL, sender VARCHAR NOT NULL, cover BLOB NOT "
        "NULL, signature BLOB NOT NULL, chain BLOB NOT NULL, tagmanifest BLOB NOT NULL, manifest "
        "BLOB NOT NULL, PRIMARY KEY (id))"
    ),
    "CREATE INDEX ix_kept_cover_sender ON kept_cover (sender)",
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
        'CREATE TABLE moved_row (n INTEGER NOT NULL, "order" VARCHAR NOT NULL, "table" VARCHAR '
        "NOT NULL, record VARCHAR NOT NULL, oe INTEGER NOT NULL, from_unit VARCHAR NOT NULL, "
        "to_unit VARCHAR NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, PRIMARY KEY (n))"
    ),
    'CREATE INDEX ix_moved_row_order ON moved_row ("order")',
    "CREATE INDEX ix_moved_row_record ON moved_row (record)",
    (
        "CREATE TABLE paper (code VARCHAR, form VARCHAR, title VARCHAR, organization VARCHAR, "
        "filing_case VARCHAR, certificate VARCHAR, state VARCHAR, showed JSON, printed_on "
        "VARCHAR, printed_by VARCHAR, list_number VARCHAR, sent_on VARCHAR, returned_on VARCHAR, "
        "copies JSON, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER "
        "NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted "
        "BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT "
        "NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, profile_no INTEGER NOT "
        "NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY "
        "(n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_paper_code ON paper (code)",
    "CREATE INDEX ix_paper_list_number ON paper (list_number)",
    "CREATE INDEX ix_paper_organization ON paper (organization)",
    "CREATE INDEX ix_paper_state ON paper (state)",
    (
        'CREATE TABLE posting (community VARCHAR, organization VARCHAR, "key" VARCHAR, own_item '
        "VARCHAR, title VARCHAR, kind VARCHAR, year INTEGER, period VARCHAR, event_on VARCHAR, "
        "due_on VARCHAR, content VARCHAR, channels VARCHAR, place VARCHAR, days INTEGER, "
        "drafted_on VARCHAR, approved_by VARCHAR, approved_on VARCHAR, posted_by VARCHAR, "
        "posted_on VARCHAR, taken_down_on VARCHAR, archived_on VARCHAR, archive_place VARCHAR, n "
        "INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev "
        "INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, "
        "upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash "
        "VARCHAR NOT NULL, schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, extra JSON, "
        "sent_rev INTEGER NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_posting_community ON posting (community)",
    'CREATE INDEX ix_posting_key ON posting ("key")',
    "CREATE INDEX ix_posting_organization ON posting (organization)",
    "CREATE INDEX ix_posting_own_item ON posting (own_item)",
    "CREATE INDEX ix_posting_year ON posting (year)",
    "ALTER TABLE printout ADD COLUMN about VARCHAR",
    "ALTER TABLE printout ADD COLUMN mask VARCHAR",
    "ALTER TABLE printout ADD COLUMN way VARCHAR",
    "ALTER TABLE printout ADD COLUMN copies INTEGER",
    "ALTER TABLE printout ADD COLUMN pages INTEGER",
    (
        "CREATE TABLE remark (posting VARCHAR, organization VARCHAR, kind VARCHAR, said_by "
        "VARCHAR, said_on VARCHAR, content VARCHAR, answer VARCHAR, answered_by VARCHAR, "
        "answered_on VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe "
        "INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, "
        "deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg "
        "VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, profile_no "
        "INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER NOT NULL, "
        "PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_remark_organization ON remark (organization)",
    "CREATE INDEX ix_remark_posting ON remark (posting)",
    "ALTER TABLE result ADD COLUMN computed VARCHAR",
    "ALTER TABLE result ADD COLUMN reason VARCHAR",
    "ALTER TABLE round ADD COLUMN scheme_key VARCHAR",
    "ALTER TABLE round ADD COLUMN scope JSON",
    "ALTER TABLE round ADD COLUMN entry VARCHAR",
    (
        "CREATE TABLE round_meeting (round VARCHAR, name VARCHAR, held_at VARCHAR, place VARCHAR, "
        "notice_on VARCHAR, agenda VARCHAR, host VARCHAR, recorder VARCHAR, heard_on VARCHAR, "
        "speeches VARCHAR, watchers VARCHAR, counters VARCHAR, decided_on VARCHAR, decision "
        "VARCHAR, unposted BOOLEAN, posted_on VARCHAR, posted_until VARCHAR, posted_place "
        "VARCHAR, filed_on VARCHAR, note VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner "
        "VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc "
        "VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT "
        "NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, "
        "profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER "
        "NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_round_meeting_round ON round_meeting (round)",
    (
        "CREATE TABLE round_objection (round VARCHAR, organization VARCHAR, kind VARCHAR, "
        "raised_on VARCHAR, raised_by VARCHAR, content VARCHAR, answer VARCHAR, answered_on "
        "VARCHAR, answered_by VARCHAR, grade_before VARCHAR, grade_after VARCHAR, n INTEGER NOT "
        "NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT "
        "NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by "
        "VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR "
        "NOT NULL, schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev "
        "INTEGER NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_round_objection_organization ON round_objection (organization)",
    "CREATE INDEX ix_round_objection_round ON round_objection (round)",
    (
        'CREATE TABLE sheet (round VARCHAR, "group" VARCHAR, number INTEGER, reading VARCHAR, '
        "marks JSON, settled JSON, entered_by VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, "
        "owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT "
        "NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at "
        "VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER "
        "NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev "
        "INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_sheet_round ON sheet (round)",
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
    "ALTER TABLE tally ADD COLUMN points INTEGER",
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
