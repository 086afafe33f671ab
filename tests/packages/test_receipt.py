from dataclasses import replace

import pytest

from cso_desk.packages.receipt import (
    Receipt,
    Rejected,
    Taken,
    read_receipt,
    receipt_schemas,
    receipt_tables,
)
from cso_desk.packages.refusals import Refusal
from tests.packages.desks import an_id, opened_from


def a_receipt(**changes) -> Receipt:
    values = {
        "package": an_id(1, 0xC0),
        "cover_sha256": "ab" * 32,
        "instance": an_id(2, 0xB0),
        "seq": 3,
        "verdict": "part",
        "code": None,
        "tables": {"org": Taken(added=2, refused=1)},
        "missing_seqs": (1, 2),
        "state_hash": {"org": "cd" * 32},
        "taken_at": "2026-11-23T09:00:00+08:00",
        "rejected": (
            Rejected(
                table="org",
                id=an_id(4, 0xD0),
                line=4,
                code="date_invalid",
                field="founded",
                value_masked="20**-13-01",
                why_zh="成立日期的月份不对。",
                remedy_zh="请改正后重新导出。",
                winner={"rev": 2},
            ),
        ),
    }
    return Receipt(**(values | changes))


def sent(world, receipt: Receipt) -> bytes:
    """The county's answer to the township."""
    return world.county.make(
        world.town,
        kind="receipt",
        tables=receipt_tables(receipt),
        schemas=receipt_schemas(),
        summary={},
    )


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"rejected": (), "verdict": "ok", "missing_seqs": ()},
        {"verdict": "fork", "code": "FORK"},
    ],
)
def test_a_receipt_comes_back_as_it_was_given(world, tmp_path, changes):
    receipt = a_receipt(**changes)
    with opened_from(sent(world, receipt), tmp_path, world.town.desk()) as opened:
        assert opened.cover.kind == "receipt"
        assert opened.cover.rows["_receipts"].upsert == 1
        assert opened.cover.state_hash == {}
        assert read_receipt(opened) == receipt


def test_a_report_is_no_receipt(world, package, tmp_path):
    with (
        opened_from(package, tmp_path, world.county.desk()) as opened,
        pytest.raises(Refusal) as caught,
    ):
        read_receipt(opened)
    assert caught.value.code == "MALFORMED"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda tables: tables | {"_receipts": []},
        lambda tables: tables | {"_receipts": tables["_receipts"] * 2},
        lambda tables: tables | {"_receipts": [tables["_receipts"][0] | {"seq": "3"}]},
        lambda tables: tables | {"_rejected": [tables["_rejected"][0] | {"line": 0}]},
    ],
)
def test_a_receipt_that_says_nothing_clear_is_refused(world, tmp_path, spoil):
    raw = world.county.make(
        world.town,
        kind="receipt",
        tables=spoil(receipt_tables(a_receipt())),
        schemas=receipt_schemas(),
    )
    with opened_from(raw, tmp_path, world.town.desk()) as opened, pytest.raises(Refusal) as caught:
        read_receipt(opened)
    assert caught.value.code == "MALFORMED"
    assert "回执" in caught.value.message


def test_refusals_of_a_receipt_are_worded_for_it(world, tmp_path):
    raw = sent(world, a_receipt())
    desk = replace(world.town.desk(), unit=world.sibling.id)
    with pytest.raises(Refusal) as caught:
        opened_from(raw, tmp_path, desk)
    assert "这份回执" in caught.value.message
