"""Fields are declared once: unique labels, known kinds, synonyms without contradictions."""

from collections import Counter

from cso_desk.fields import Kind
from cso_desk.records import SYNC_COLUMNS, TRAVELLING, Organization, fields_of, new_id, unit_id
from cso_desk.records.glossary import TERMS


def test_every_field_has_a_label_and_a_kind() -> None:
    for record in TRAVELLING:
        for field in fields_of(record).values():
            assert isinstance(field.kind, Kind)
            assert any("\u4e00" <= c <= "\u9fff" for c in field.label), (record, field.key)


def test_labels_are_unique_within_a_record() -> None:
    for record in TRAVELLING:
        labels = Counter(field.label for field in fields_of(record).values())
        assert [label for label, times in labels.items() if times > 1] == []


def test_no_heading_means_two_fields_of_the_ledger() -> None:
    words = Counter(
        word
        for field in fields_of(Organization).values()
        for word in {field.label, *field.synonyms}
    )
    assert [word for word, times in words.items() if times > 1] == []


def test_every_travelling_record_has_the_columns_of_the_package() -> None:
    for record in TRAVELLING:
        assert {"id", *SYNC_COLUMNS} <= set(record.__table__.columns.keys())


def test_ids_are_ordered_uuid7() -> None:
    ids = [new_id() for _ in range(200)]
    assert all(one[14] == "7" and one[19] in "89ab" for one in ids)
    assert [one[:13] for one in ids] == sorted(one[:13] for one in ids)
    assert len(set(ids)) == 200


def test_a_unit_has_the_same_id_however_its_code_is_padded() -> None:
    assert unit_id("410782103") == unit_id("410782103000") != unit_id("410782104")


def test_the_glossary_says_each_english_word_once() -> None:
    assert len(set(TERMS.values())) == len(TERMS)
