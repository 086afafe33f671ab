"""What a paper hides: the form's default of the pack, or what the clerk chose; whole numbers are put on record."""

from pathlib import Path

import pytest

from cso_desk import store
from cso_desk.records import Operation
from cso_desk.usecases import print_forms, print_log, print_masks
from cso_desk.usecases.export_ledger import Mask
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.print_forms import How

from .conftest import ID_NUMBER, PHONE, text_of


@pytest.mark.parametrize(
    ("mask", "number", "phone"),
    [
        ("none", ID_NUMBER, PHONE),
        ("id", "411792********4823", PHONE),
        ("all", "411792********4823", "139****0017"),
    ],
)
def test_each_mask_hides_what_it_says(
    town: Desk, teams: list[str], tmp_path: Path, mask: Mask, number: str, phone: str
) -> None:
    out = tmp_path / "a.pdf"
    print_forms.print_forms(town, "F01", teams, out, how=How(mask=mask))
    text = text_of(out)
    assert text.count(number) == 3 and text.count(phone) == 3
    assert (ID_NUMBER in text) == (mask == "none") and (PHONE in text) == (mask != "all")
    assert {one.mask for one in print_log.listed(town)} == {mask}


def last_words(desk: Desk) -> str:
    with desk.read() as session:
        return store.listed(session, Operation, order="n", descending=True, limit=1)[0].words


def test_whole_numbers_are_put_on_record(town: Desk, teams: list[str], tmp_path: Path) -> None:
    print_forms.print_forms(town, "F01", teams, tmp_path / "a.pdf", how=How(mask="none"))
    assert last_words(town) == "打印 F01（3 份，身份证号未遮盖）"
    print_forms.print_forms(town, "F01", teams, tmp_path / "a.pdf", how=How(mask="id"))
    assert last_words(town) == "打印 F01（3 份）"
    print_forms.print_forms(town, "F04", teams, tmp_path / "a.pdf", how=How(mask="none"))
    assert last_words(town) == "打印 F04（3 份）", "this form shows no identity numbers"


def test_the_default_of_a_form_is_that_of_the_pack(town: Desk) -> None:
    assert [print_masks.default_of(town, code) for code in ("F01", "F04", "F11")] == [
        "none",
        "id",
        "all",
    ]


def test_numbers_in_lists_and_in_changes_are_hidden_and_those_of_offices_are_not() -> None:
    data = {
        "org": {"leader_id": ID_NUMBER, "phone": PHONE, "name": "甲"},
        "members": [{"id_number": ID_NUMBER, "phone": PHONE, "name": "乙"}],
        "law": {"phone": "0373-6291234"},
        "changes": [
            {"item": "联系电话", "before": PHONE, "after": ""},
            {"item": "负责人身份证号", "before": ID_NUMBER, "after": ID_NUMBER},
            {"item": "组织名称", "before": "甲", "after": "乙"},
        ],
    }
    shown = print_masks.masked(data, "all")
    assert ID_NUMBER not in str(shown) and PHONE not in str(shown)
    assert shown["law"] == data["law"]
    assert shown["changes"][2] == {"item": "组织名称", "before": "甲", "after": "乙"}
    assert "0373-6291234" in str(shown) and data["org"]["phone"] == PHONE
