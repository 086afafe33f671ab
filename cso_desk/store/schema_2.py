"""Migration 2, frozen: what the records gained. Written by packaging/freeze_schema.py.

It imports no record, so that it makes the same file for ever.
"""

STATEMENTS: tuple[str, ...] = (
    (
        "CREATE TABLE attachment (record_table VARCHAR, record VARCHAR, organization VARCHAR, "
        "title VARCHAR, kind VARCHAR, digest VARCHAR, media_type VARCHAR, octets INTEGER, "
        "taken_on VARCHAR, note VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR "
        "NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR "
        "NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, "
        "src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, "
        "profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER "
        "NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_attachment_digest ON attachment (digest)",
    "CREATE INDEX ix_attachment_organization ON attachment (organization)",
    "CREATE INDEX ix_attachment_record ON attachment (record)",
    (
        "CREATE TABLE case_step (filing_case VARCHAR, organization VARCHAR, position INTEGER, "
        "step VARCHAR, unit VARCHAR, said_by VARCHAR, opinion VARCHAR, paper_date VARCHAR, "
        "recorded_by VARCHAR, facts JSON, rules VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, "
        "owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT "
        "NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at "
        "VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER "
        "NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev "
        "INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_case_step_filing_case ON case_step (filing_case)",
    "CREATE INDEX ix_case_step_organization ON case_step (organization)",
    (
        "CREATE TABLE certificate (organization VARCHAR, decision VARCHAR, number VARCHAR, "
        "issued_on VARCHAR, valid_until VARCHAR, copies INTEGER, picked_up_on VARCHAR, "
        "picked_up_by VARCHAR, recalled_on VARCHAR, recalled_why VARCHAR, lost BOOLEAN, state "
        "VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT "
        "NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN "
        "NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, "
        "row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, "
        "extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), "
        "UNIQUE (id))"
    ),
    "CREATE INDEX ix_certificate_decision ON certificate (decision)",
    "CREATE INDEX ix_certificate_number ON certificate (number)",
    "CREATE INDEX ix_certificate_organization ON certificate (organization)",
    (
        "CREATE TABLE contact (organization VARCHAR, date VARCHAR, role VARCHAR, who VARCHAR, way "
        "VARCHAR, content VARCHAR, follow_up VARCHAR, settled_on VARCHAR, n INTEGER NOT NULL, id "
        "VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, "
        "inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR "
        "NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, "
        "schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER "
        "NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_contact_organization ON contact (organization)",
    "ALTER TABLE decision ADD COLUMN filing_case VARCHAR",
    "ALTER TABLE decision ADD COLUMN valid_until VARCHAR",
    "ALTER TABLE decision ADD COLUMN basis VARCHAR",
    "ALTER TABLE decision ADD COLUMN reason VARCHAR",
    "ALTER TABLE decision ADD COLUMN decided_by VARCHAR",
    "ALTER TABLE decision ADD COLUMN document_number VARCHAR",
    "ALTER TABLE decision ADD COLUMN facts JSON",
    "CREATE INDEX ix_decision_filing_case ON decision (filing_case)",
    (
        "CREATE TABLE filing_case (organization VARCHAR, kind VARCHAR, number VARCHAR, opened_on "
        "VARCHAR, event_on VARCHAR, reason VARCHAR, changes JSON, facts JSON, rules VARCHAR, "
        "stage VARCHAR, due_on VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR "
        "NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR "
        "NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, "
        "src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, "
        "profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER "
        "NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_filing_case_due_on ON filing_case (due_on)",
    "CREATE INDEX ix_filing_case_number ON filing_case (number)",
    "CREATE INDEX ix_filing_case_organization ON filing_case (organization)",
    "CREATE INDEX ix_filing_case_stage ON filing_case (stage)",
    (
        "CREATE TABLE honour (organization VARCHAR, year INTEGER, name VARCHAR, level VARCHAR, "
        "issuer VARCHAR, date VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT "
        "NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT "
        "NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, "
        "src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, "
        "profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER "
        "NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_honour_organization ON honour (organization)",
    (
        "CREATE TABLE initiator (organization VARCHAR, kind VARCHAR, name VARCHAR, person "
        "VARCHAR, sex VARCHAR, birth VARCHAR, id_number VARCHAR, politics VARCHAR, work VARCHAR, "
        "unit_head VARCHAR, phone VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR "
        "NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR "
        "NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, "
        "src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, "
        "profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER "
        "NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_initiator_organization ON initiator (organization)",
    "CREATE INDEX ix_initiator_person ON initiator (person)",
    "ALTER TABLE member ADD COLUMN kind VARCHAR",
    "ALTER TABLE member ADD COLUMN person VARCHAR",
    "ALTER TABLE member ADD COLUMN volunteer BOOLEAN",
    "ALTER TABLE member ADD COLUMN skills VARCHAR",
    "CREATE INDEX ix_member_person ON member (person)",
    (
        "CREATE TABLE not_duplicate (first VARCHAR, second VARCHAR, judged_by VARCHAR, why "
        "VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT "
        "NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN "
        "NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, "
        "row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, "
        "extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), "
        "UNIQUE (id))"
    ),
    "CREATE INDEX ix_not_duplicate_first ON not_duplicate (first)",
    "CREATE INDEX ix_not_duplicate_second ON not_duplicate (second)",
    "ALTER TABLE organization ADD COLUMN community_contact VARCHAR",
    "ALTER TABLE organization ADD COLUMN leader_person VARCHAR",
    "ALTER TABLE organization ADD COLUMN shared_venue VARCHAR",
    "ALTER TABLE organization ADD COLUMN federation VARCHAR",
    "ALTER TABLE organization ADD COLUMN preset VARCHAR",
    "ALTER TABLE organization ADD COLUMN own_fields JSON",
    "ALTER TABLE organization ADD COLUMN tier VARCHAR",
    "ALTER TABLE organization ADD COLUMN valid_until VARCHAR",
    "CREATE INDEX ix_organization_federation ON organization (federation)",
    "CREATE INDEX ix_organization_leader_person ON organization (leader_person)",
    "CREATE INDEX ix_organization_shared_venue ON organization (shared_venue)",
    "CREATE INDEX ix_organization_valid_until ON organization (valid_until)",
    (
        "CREATE TABLE pack_version (version VARCHAR NOT NULL, valid_from VARCHAR NOT NULL, "
        "saved_at VARCHAR NOT NULL, saved_by VARCHAR NOT NULL, content JSON NOT NULL, PRIMARY KEY "
        "(version))"
    ),
    "CREATE INDEX ix_pack_version_valid_from ON pack_version (valid_from)",
    (
        "CREATE TABLE person (name VARCHAR, former_name VARCHAR, sex VARCHAR, ethnicity VARCHAR, "
        "birth VARCHAR, id_number VARCHAR, politics VARCHAR, education VARCHAR, address VARCHAR, "
        "phone VARCHAR, work VARCHAR, skills VARCHAR, resume VARCHAR, note VARCHAR, n INTEGER NOT "
        "NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT "
        "NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by "
        "VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR "
        "NOT NULL, schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev "
        "INTEGER NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_person_id_number ON person (id_number)",
    "CREATE INDEX ix_person_name ON person (name)",
    (
        "CREATE TABLE saved_view (id VARCHAR NOT NULL, page VARCHAR NOT NULL, name VARCHAR NOT "
        "NULL, content JSON NOT NULL, PRIMARY KEY (id))"
    ),
    "CREATE INDEX ix_saved_view_page ON saved_view (page)",
    (
        "CREATE TABLE term (organization VARCHAR, person VARCHAR, name VARCHAR, position VARCHAR, "
        "elected_on VARCHAR, begins VARCHAR, ends VARCHAR, left_on VARCHAR, way VARCHAR, due "
        "INTEGER, present INTEGER, votes_for INTEGER, votes_against INTEGER, votes_abstain "
        "INTEGER, postponed_to VARCHAR, postponed_why VARCHAR, note VARCHAR, n INTEGER NOT NULL, "
        "id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, "
        "inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR "
        "NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, "
        "schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER "
        "NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_term_organization ON term (organization)",
    "CREATE INDEX ix_term_person ON term (person)",
    (
        "CREATE TABLE unit_change (kind VARCHAR, date VARCHAR, document VARCHAR, from_units JSON, "
        "to_units JSON, moves JSON, note VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner "
        "VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc "
        "VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT "
        "NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, "
        "profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER "
        "NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    (
        "CREATE TABLE venue (name VARCHAR, address VARCHAR, community VARCHAR, source VARCHAR, "
        "provider VARCHAR, rooms INTEGER, size INTEGER, use_until VARCHAR, hours VARCHAR, note "
        "VARCHAR, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner VARCHAR NOT NULL, oe INTEGER NOT "
        "NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc VARCHAR NOT NULL, deleted BOOLEAN "
        "NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT NULL, src_pkg VARCHAR NOT NULL, "
        "row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, profile_no INTEGER NOT NULL, "
        "extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER NOT NULL, PRIMARY KEY (n), "
        "UNIQUE (id))"
    ),
    "CREATE INDEX ix_venue_address ON venue (address)",
    (
        "CREATE TABLE year_check (community VARCHAR, year INTEGER, checked_on VARCHAR, checked_by "
        "VARCHAR, state VARCHAR, entries JSON, n INTEGER NOT NULL, id VARCHAR NOT NULL, owner "
        "VARCHAR NOT NULL, oe INTEGER NOT NULL, rev INTEGER NOT NULL, inst VARCHAR NOT NULL, hlc "
        "VARCHAR NOT NULL, deleted BOOLEAN NOT NULL, upd_by VARCHAR NOT NULL, upd_at VARCHAR NOT "
        "NULL, src_pkg VARCHAR NOT NULL, row_hash VARCHAR NOT NULL, schema_no INTEGER NOT NULL, "
        "profile_no INTEGER NOT NULL, extra JSON, sent_rev INTEGER NOT NULL, acked_rev INTEGER "
        "NOT NULL, PRIMARY KEY (n), UNIQUE (id))"
    ),
    "CREATE INDEX ix_year_check_community ON year_check (community)",
    "DROP TABLE organization_search",
    (
        "CREATE VIRTUAL TABLE organization_search USING fts5(name, initials, people, "
        "people_initials, phone, filing, members, more, content='', contentless_delete=1, "
        "tokenize='ascii')"
    ),
    (
        "CREATE INDEX organization_listed ON organization (community, category, state, founded, "
        "leader, phone, members, party_members, filing_number, filing_date, valid_until) WHERE "
        "deleted IS 0"
    ),
    (
        "CREATE INDEX organization_incomplete ON organization (name) WHERE deleted IS 0 AND "
        "(nature IS NULL OR category IS NULL OR community IS NULL OR area IS NULL OR venue IS "
        "NULL OR leader IS NULL OR phone IS NULL OR members IS NULL OR scope IS NULL)"
    ),
)
