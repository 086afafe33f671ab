import io
import os
from dataclasses import replace

import pytest

from cso_desk.errors import Stopped, Trouble
from cso_desk.packages.container import digest_of
from cso_desk.packages.cover import check_code
from cso_desk.packages.make import make_package
from cso_desk.packages.open import open_package, peek
from cso_desk.packages.refusals import Refusal
from cso_desk.packages.rows import order_of, row_hash, state_hash
from tests.packages.desks import FIELDS, an_id, opened_from, org_row, tombstone
from tests.packages.forge import Inner, inner_of, members


def test_rows_come_out_as_they_went_in(world, package, tmp_path):
    with opened_from(package, tmp_path, world.county.desk()) as opened:
        lines = list(opened.rows("org"))
        assert [line.row for line in lines] == [org_row(n, world.town.id) for n in (1, 2, 3)]
        assert [line.no for line in lines] == [1, 2, 3]
        assert all(line.fault is None for line in lines)
        assert opened.tables() == ("org",)
        assert list(opened.deletes()) == []
        assert opened.summary("摘要.pdf") == b"%PDF-1.7 a paper"
        assert opened.sender.name == "青石镇"
        assert opened.speaks_for(world.community.id)
        assert not opened.speaks_for(world.sibling.id)


def test_cover_has_the_honest_values_of_a_single_full_package(world, package, tmp_path):
    with opened_from(package, tmp_path, world.county.desk()) as opened:
        cover = opened.cover
    assert (cover.part, cover.parts, cover.contains, cover.full, cover.base) == (
        1,
        1,
        (),
        True,
        None,
    )
    assert (cover.attachments.count, cover.attachments.bytes) == (0, 0)
    assert cover.rows["org"].upsert == 3
    assert cover.state_hash["org"] == state_hash(
        (row["id"], row["row_hash"]) for row in (org_row(n, world.town.id) for n in (1, 2, 3))
    )


def test_the_sender_can_unseal_its_own_package(world, package):
    assert inner_of(package, world.town.keys) == inner_of(package, world.county.keys)


def test_same_draft_gives_the_same_inner_zip_and_other_age_bytes(world):
    first, second = world.town.make(world.county), world.town.make(world.county)
    assert inner_of(first, world.town.keys) == inner_of(second, world.town.keys)
    assert first != second


def test_missing_row_hashes_are_added(world, tmp_path):
    rows = [org_row(1, world.town.id)]
    bare = [{key: row[key] for key in row if key != "row_hash"} for row in rows]
    raw = world.town.make(world.county, tables={"org": bare})
    with opened_from(raw, tmp_path, world.county.desk()) as opened:
        assert [line.row for line in opened.rows("org")] == rows


def test_tombstones_travel_and_count_in_the_state(world, tmp_path):
    gone = tombstone(2, world.town.id)
    rows = [org_row(1, world.town.id), org_row(3, world.town.id)]
    raw = world.town.make(world.county, tables={"org": rows}, deletes=[gone])
    with opened_from(raw, tmp_path, world.county.desk()) as opened:
        assert [line.row for line in opened.deletes()] == [gone]
        assert (opened.cover.rows["org"].upsert, opened.cover.rows["org"].delete) == (2, 1)
        pairs = [(row["id"], row["row_hash"]) for row in (rows[0], gone, rows[1])]
        assert opened.cover.state_hash["org"] == state_hash(pairs)


def test_a_table_without_rows_is_named_and_has_no_file(world, tmp_path):
    raw = world.town.make(
        world.county,
        tables={"org": [org_row(1, world.town.id)], "member": []},
        schemas={"org": FIELDS, "member": FIELDS},
    )
    with opened_from(raw, tmp_path, world.county.desk()) as opened:
        assert opened.tables() == ("member", "org")
        assert list(opened.rows("member")) == []
        assert "bag/data/tables/member.jsonl" not in Inner(raw, world.town, world.county).files


def test_a_package_without_any_row_or_summary_opens(world, tmp_path):
    raw = world.town.make(world.county, tables={"org": []}, summary={})
    with opened_from(raw, tmp_path, world.county.desk()) as opened:
        assert list(opened.rows("org")) == []
        assert opened.summary("摘要.xlsx") is None


def test_text_that_packs_too_well_is_stored_and_opens(world, tmp_path):
    row = org_row(1, world.town.id, name="好" * 300_000)
    raw = world.town.make(world.county, tables={"org": [row]})
    with opened_from(raw, tmp_path, world.county.desk()) as opened:
        assert [line.row for line in opened.rows("org")] == [row]


def test_check_code_is_the_same_on_both_sides_and_has_no_look_alikes(world, tmp_path):
    out = io.BytesIO()
    made = make_package(world.town.draft(world.county), world.town.keys, world.town.chain, out)
    with opened_from(out.getvalue(), tmp_path, world.county.desk()) as opened:
        assert opened.check_code == made.check_code
        assert opened.cover_sha256 == made.cover_sha256
    codes = "".join(check_code(f"{number:064x}") for number in range(1, 2**200, 2**192))
    assert not set(codes) & set("0O1IL2Z5S8B")
    assert len(made.check_code) == 9


def test_made_to_a_path_whole_or_not_at_all(world, tmp_path):
    path = tmp_path / "out.csopkg"
    made = make_package(world.town.draft(world.county), world.town.keys, world.town.chain, path)
    assert path.stat().st_size == made.size
    assert peek(path).sha256 == made.cover_sha256

    class Stop:
        def step(self, done, total, text=""):
            raise Stopped

    other = tmp_path / "other.csopkg"
    with pytest.raises(Stopped):
        make_package(
            world.town.draft(world.county),
            world.town.keys,
            world.town.chain,
            other,
            progress=Stop(),
        )
    assert sorted(os.listdir(tmp_path)) == ["out.csopkg"]


def test_making_without_enrolment_is_refused(world):
    draft = world.town.draft(world.county)
    for chain in (None, world.county.chain):
        with pytest.raises(Refusal) as caught:
            make_package(replace(draft, kind="report"), world.county.keys, chain, io.BytesIO())
        assert caught.value.code == "NOT_ENROLLED"
        assert "单位证书" in caught.value.message


@pytest.mark.parametrize(
    "changes",
    [
        {"tables": {"org": [org_row(2, an_id(2, 0xA0)), org_row(1, an_id(2, 0xA0))]}},
        {"tables": {"org": [org_row(1, an_id(2, 0xA0)) | {"row_hash": "0" * 64}]}},
        {"tables": {"org": [org_row(1, "not a unit")]}},
        {"tables": {"org": [org_row(1, an_id(2, 0xA0), extra=1)]}},
        {"tables": {"org": [org_row(1, an_id(2, 0xA0), leader="a" * 1_100_000)]}},
        {"tables": {"org": [], "member": []}},
        {"summary": {"autorun.inf": b""}},
        {"seq": 2, "prev": None},
        {"full": False},
        {"schema_min_reader": 2},
    ],
)
def test_a_draft_that_no_receiver_would_take_is_a_bug_at_home(world, changes):
    with pytest.raises(ValueError):
        world.town.make(world.county, **changes)


def test_a_full_disk_is_told_in_one_sentence(world):
    class Full(io.BytesIO):
        def write(self, data):
            raise OSError(28, "No space left on device")

    with pytest.raises(Trouble) as caught:
        make_package(world.town.draft(world.county), world.town.keys, world.town.chain, Full())
    assert caught.value.code == "DISK_FULL"


def test_order_is_the_tuple_of_the_specification(world):
    row = org_row(1, world.town.id, rev=4, oe=2)
    assert order_of(row, 3, 5) == (2, 4, row["inst"], False, 3, 5, row_hash(row))
    assert order_of(org_row(1, world.town.id, rev=9), 3, 5) < order_of(row, 3, 5)


def test_the_payload_reads_as_its_own_digest(package):
    sealed = members(package)["payload.zip.age"]
    assert digest_of(io.BytesIO(sealed), len(sealed)).size == len(sealed)


def test_a_missing_file_is_the_disks_trouble(world, tmp_path):
    with pytest.raises(Trouble) as caught:
        open_package(tmp_path / "none.csopkg", world.county.desk())
    assert caught.value.code == "DISK_FAILED"
