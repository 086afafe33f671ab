"""Migration 1, frozen: the schema of the first release. Written by packaging/freeze_schema.py.

It imports no record, so that it makes the same file for ever.
"""

STATEMENTS: tuple[str, ...] = (
    (
        "CREATE TABLE charter (organization VARCHAR, version INTEGER, template VARCHAR, slots "
        "JSON, clauses JSON, passed_on VARCHAR, reported_on VARCHAR, due INTEGER, present "
        "INTEGER, votes_for INTEGER, votes_against INTEGER, votes_abstain INTEGER, n INTEGER NOT "
        "NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT "
        "NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by "
        "VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR "
        "NOT NULL, schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev "
        "INTEGER NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_charter_organization ON charter (organization)",
    (
        "CREATE TABLE decision (organization VARCHAR, kind VARCHAR, number VARCHAR, date VARCHAR, "
        "authority VARCHAR, recorded_by VARCHAR, policy_version VARCHAR, n INTEGER NOT NULL, id "
        "VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, "
        "inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR "
        "NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, "
        "schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER "
        "NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_decision_number ON decision (number)",
    "CREATE INDEX ix_decision_organization ON decision (organization)",
    (
        "CREATE TABLE disclosure (community VARCHAR, year INTEGER, place VARCHAR, posted_on "
        "VARCHAR, posted_by VARCHAR, taken_down_on VARCHAR, state VARCHAR, n INTEGER NOT NULL, id "
        "VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, "
        "inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR "
        "NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, "
        "schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER "
        "NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_disclosure_community ON disclosure (community)",
    (
        "CREATE TABLE disclosure_line (disclosure VARCHAR, organization VARCHAR, activities "
        "VARCHAR, income INTEGER, spending INTEGER, n INTEGER NOT NULL, id VARCHAR NOT NULL, "
        "owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT "
        "NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at "
        "VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER "
        "NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev "
        "INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_disclosure_line_disclosure ON disclosure_line (disclosure)",
    "CREATE INDEX ix_disclosure_line_organization ON disclosure_line (organization)",
    (
        'CREATE TABLE draft ("key" VARCHAR NOT NULL, "values" JSON NOT NULL, kept_at VARCHAR NOT '
        "NULL, PRIMARY KEY (key))"
    ),
    (
        'CREATE TABLE journal (n INTEGER NOT NULL, op INTEGER NOT NULL, "table" VARCHAR NOT NULL, '
        "id VARCHAR NOT NULL, digest VARCHAR NOT NULL, seal VARCHAR NOT NULL, PRIMARY KEY (n))"
    ),
    "CREATE INDEX ix_journal_id ON journal (id)",
    "CREATE INDEX ix_journal_op ON journal (op)",
    (
        'CREATE TABLE journal_body (n INTEGER NOT NULL, "before" JSON NOT NULL, "after" JSON NOT '
        "NULL, salt VARCHAR NOT NULL, PRIMARY KEY (n))"
    ),
    (
        "CREATE TABLE member (organization VARCHAR, name VARCHAR, sex VARCHAR, birth VARCHAR, "
        "id_number VARCHAR, politics VARCHAR, education VARCHAR, address VARCHAR, phone VARCHAR, "
        'position VARCHAR, joined VARCHAR, "left" VARCHAR, note VARCHAR, n INTEGER NOT NULL, id '
        "VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, "
        "inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR "
        "NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, "
        "schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER "
        "NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_member_organization ON member (organization)",
    (
        "CREATE TABLE operation (n INTEGER NOT NULL, at VARCHAR NOT NULL, who VARCHAR NOT NULL, "
        "words VARCHAR NOT NULL, undoes INTEGER, PRIMARY KEY (n))"
    ),
    (
        "CREATE TABLE organization (name VARCHAR, nature VARCHAR, category VARCHAR, community "
        "VARCHAR, community_text VARCHAR, area VARCHAR, venue VARCHAR, venue_source VARCHAR, "
        "venue_rooms INTEGER, venue_size INTEGER, founded VARCHAR, leader VARCHAR, leader_id "
        "VARCHAR, leader_sex VARCHAR, leader_birth VARCHAR, leader_politics VARCHAR, leader_work "
        "VARCHAR, initiators VARCHAR, contact VARCHAR, phone VARCHAR, members INTEGER, "
        "members_personal INTEGER, members_unit INTEGER, staff INTEGER, party_members INTEGER, "
        "party_form VARCHAR, party_superior VARCHAR, party_liaison VARCHAR, scope VARCHAR, "
        "purpose VARCHAR, funds INTEGER, funds_source VARCHAR, hub BOOLEAN, volunteers INTEGER, "
        "station VARCHAR, supervisor VARCHAR, credit_code VARCHAR, note VARCHAR, state VARCHAR, "
        "filing_number VARCHAR, filing_date VARCHAR, filing_authority VARCHAR, n INTEGER NOT "
        "NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT "
        "NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by "
        "VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR "
        "NOT NULL, schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev "
        "INTEGER NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_organization_community ON organization (community)",
    "CREATE INDEX ix_organization_filing_number ON organization (filing_number)",
    "CREATE INDEX ix_organization_leader ON organization (leader)",
    "CREATE INDEX ix_organization_name ON organization (name)",
    "CREATE INDEX ix_organization_phone ON organization (phone)",
    "CREATE INDEX ix_organization_state ON organization (state)",
    (
        "CREATE TABLE peer (unit VARCHAR NOT NULL, name VARCHAR NOT NULL, relation VARCHAR NOT "
        "NULL, fingerprint VARCHAR NOT NULL, chain BLOB, sign_key BLOB NOT NULL, seal_key BLOB "
        "NOT NULL, serial VARCHAR NOT NULL, revoked BOOLEAN NOT NULL, since VARCHAR NOT NULL, "
        "PRIMARY KEY (unit))"
    ),
    (
        "CREATE TABLE printout (n INTEGER NOT NULL, form VARCHAR NOT NULL, record VARCHAR NOT "
        "NULL, digest VARCHAR NOT NULL, printed_at VARCHAR NOT NULL, printed_by VARCHAR NOT NULL, "
        "PRIMARY KEY (n))"
    ),
    "CREATE INDEX ix_printout_record ON printout (record)",
    (
        'CREATE TABLE quarantined_row (n INTEGER NOT NULL, package VARCHAR NOT NULL, "table" '
        "VARCHAR NOT NULL, line INTEGER NOT NULL, record VARCHAR NOT NULL, raw BLOB NOT NULL, "
        "code VARCHAR NOT NULL, why VARCHAR NOT NULL, PRIMARY KEY (n))"
    ),
    "CREATE INDEX ix_quarantined_row_package ON quarantined_row (package)",
    (
        "CREATE TABLE remembered_layout (layout_key VARCHAR NOT NULL, mapping JSON NOT NULL, "
        "PRIMARY KEY (layout_key))"
    ),
    (
        "CREATE TABLE result (round VARCHAR, organization VARCHAR, grade VARCHAR, score INTEGER, "
        "shares JSON, checks JSON, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT "
        "NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT "
        "NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, "
        "src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, "
        "profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER "
        "NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_result_organization ON result (organization)",
    "CREATE INDEX ix_result_round ON result (round)",
    (
        "CREATE TABLE round (title VARCHAR, year INTEGER, unit VARCHAR, scheme JSON, "
        "policy_version VARCHAR, opened_on VARCHAR, held_on VARCHAR, state VARCHAR, n INTEGER NOT "
        "NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT "
        "NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by "
        "VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR "
        "NOT NULL, schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev "
        "INTEGER NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_round_unit ON round (unit)",
    (
        "CREATE TABLE sent_package (n INTEGER NOT NULL, id VARCHAR NOT NULL, kind VARCHAR NOT "
        'NULL, "to" VARCHAR NOT NULL, instance VARCHAR NOT NULL, seq INTEGER NOT NULL, cover_hash '
        "VARCHAR NOT NULL, check_code VARCHAR NOT NULL, file VARCHAR NOT NULL, rows JSON NOT "
        "NULL, revisions JSON NOT NULL, made_at VARCHAR NOT NULL, made_by VARCHAR NOT NULL, "
        "acknowledged_at VARCHAR NOT NULL, verdict VARCHAR NOT NULL, PRIMARY KEY (n), UNIQUE "
        "(id))"
    ),
    'CREATE INDEX ix_sent_package_to ON sent_package ("to")',
    'CREATE TABLE setting ("key" VARCHAR NOT NULL, value JSON NOT NULL, PRIMARY KEY (key))',
    (
        "CREATE TABLE taken_package (n INTEGER NOT NULL, id VARCHAR NOT NULL, kind VARCHAR NOT "
        "NULL, sender VARCHAR NOT NULL, instance VARCHAR NOT NULL, seq INTEGER NOT NULL, "
        "cover_hash VARCHAR NOT NULL, cover JSON NOT NULL, counts JSON NOT NULL, refused JSON NOT "
        "NULL, taken_at VARCHAR NOT NULL, taken_by VARCHAR NOT NULL, receipt_id VARCHAR NOT NULL, "
        "PRIMARY KEY (n))"
    ),
    "CREATE INDEX ix_taken_package_id ON taken_package (id)",
    "CREATE INDEX ix_taken_package_instance ON taken_package (instance)",
    "CREATE INDEX ix_taken_package_sender ON taken_package (sender)",
    (
        'CREATE TABLE tally (round VARCHAR, organization VARCHAR, position INTEGER, "group" '
        "VARCHAR, due INTEGER, present INTEGER, issued INTEGER, returned INTEGER, valid INTEGER, "
        "invalid INTEGER, abstain INTEGER, excellent INTEGER, good INTEGER, basic INTEGER, bad "
        "INTEGER, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT "
        "NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN "
        "NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, "
        "row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, "
        "extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), "
        "UNIQUE (id))"
    ),
    "CREATE INDEX ix_tally_organization ON tally (organization)",
    "CREATE INDEX ix_tally_round ON tally (round)",
    (
        "CREATE TABLE unit (code VARCHAR, name VARCHAR, level VARCHAR, parent VARCHAR, kind "
        "VARCHAR, valid_from VARCHAR, valid_to VARCHAR, full_name VARCHAR, party_name VARCHAR, "
        "office VARCHAR, initials VARCHAR NOT NULL, n INTEGER NOT NULL, id VARCHAR NOT NULL, "
        "owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT "
        "NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at "
        "VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER "
        "NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev "
        "INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_unit_code ON unit (code)",
    "CREATE INDEX ix_unit_level ON unit (level)",
    "CREATE INDEX ix_unit_name ON unit (name)",
    "CREATE INDEX ix_unit_parent ON unit (parent)",
    (
        "CREATE VIRTUAL TABLE organization_search USING fts5(name, initials, people, "
        "people_initials, phone, filing, members, content='', contentless_delete=1, "
        "tokenize='ascii')"
    ),
    "CREATE INDEX organization_living ON organization (name) WHERE deleted IS 0",
    (
        "CREATE TRIGGER operation_stays BEFORE UPDATE ON operation BEGIN SELECT RAISE(ABORT, "
        "'append only'); END"
    ),
    (
        "CREATE TRIGGER operation_is_kept BEFORE DELETE ON operation BEGIN SELECT RAISE(ABORT, "
        "'append only'); END"
    ),
    (
        "CREATE TRIGGER journal_stays BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'append "
        "only'); END"
    ),
    (
        "CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, "
        "'append only'); END"
    ),
    (
        "CREATE TRIGGER journal_body_stays BEFORE UPDATE ON journal_body BEGIN SELECT "
        "RAISE(ABORT, 'append only'); END"
    ),
)
