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
    "DROP TRIGGER operation_stays",
    (
        "CREATE TRIGGER operation_stays BEFORE UPDATE ON operation WHEN NOT (NEW.n IS OLD.n AND "
        "NEW.at IS OLD.at AND NEW.who IS OLD.who AND NEW.undoes IS OLD.undoes AND NEW.words = "
        "'（已依法清除）') BEGIN SELECT RAISE(ABORT, 'append only'); END"
    ),
)
