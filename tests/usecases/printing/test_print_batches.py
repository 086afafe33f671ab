"""Several forms for a selection: order, outline, one file each, and stops that leave nothing half-made."""

from pathlib import Path

import pytest

from cso_desk.errors import Stopped, Trouble
from cso_desk.usecases import print_batches, print_forms, print_log, register
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.print_forms import How

from .conftest import NAMES, StopAt, outline_of, text_of


def test_the_whole_set_is_that_of_the_policy_pack(town: Desk) -> None:
    assert print_batches.materials(town) == ["F01", "F04", "F06"]


def test_each_organization_has_its_forms_one_after_the_other(
    town: Desk, teams: list[str], tmp_path: Path
) -> None:
    batch = print_batches.draw(town, ["F01", "F04"], teams)
    out = tmp_path / "整套.pdf"
    printed = print_batches.save(town, batch, out).value
    titles = ["社区社会组织备案申请表", "社区社会组织成员花名册"]
    assert outline_of(out) == [(name, titles) for name in NAMES]
    assert printed.pages == 6 and printed.files == [out]
    assert [one for one, _ in printed.incomplete] == list(NAMES)
    assert len(print_log.listed(town)) == 6


def test_or_form_by_form(town: Desk, teams: list[str]) -> None:
    batch = print_batches.draw(town, ["F01", "F04"], teams, order="form")
    assert outline_of(batch.content) == [
        ("社区社会组织备案申请表", list(NAMES)),
        ("社区社会组织成员花名册", list(NAMES)),
    ]


def test_all_copies_or_one(town: Desk, teams: list[str]) -> None:
    one = print_batches.draw(town, ["F01"], teams[:1], How(all_copies=False))
    three = print_batches.draw(town, ["F01"], teams[:1], How(all_copies=True))
    assert (one.printed.pages, three.printed.pages) == (1, 3)
    assert "第三份（共三份）" in text_of(three.content)
    assert three.jobs[0].pages[0][1:] == (0, 3)


def test_a_stop_leaves_no_file_and_no_record(town: Desk, teams: list[str], tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    with pytest.raises(Stopped):
        print_forms.print_forms(town, "F01", teams, out, StopAt(1))
    with pytest.raises(Stopped):
        print_batches.draw(town, ["F01", "F04"], teams, progress=StopAt(4))
    assert [one.name for one in tmp_path.iterdir()] == ["desk"]
    assert print_log.listed(town) == []


def test_a_stop_between_files_keeps_the_whole_ones_and_their_record(
    town: Desk, teams: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "各一份"
    with pytest.raises(Stopped):
        print_batches.save_each(town, ["F01", "F04"], teams, folder, progress=StopAt(2))
    assert sorted(one.name for one in folder.iterdir()) == sorted(f"{n}.pdf" for n in NAMES[:2])
    assert {one.name for one in print_log.listed(town)} == set(NAMES[:2])
    told = print_batches.save_each(town, ["F01"], teams, folder).value
    assert [one.name for one in told.files] == [f"F01_{name}.pdf" for name in NAMES]


def test_a_folder_that_cannot_be_written_puts_nothing_on_record(
    town: Desk, teams: list[str], tmp_path: Path
) -> None:
    wall = tmp_path / "墙"
    wall.write_text("不是文件夹", "utf-8")
    with pytest.raises(Trouble, match="写不进"):
        print_batches.save_each(town, ["F01", "F04"], teams, wall / "里")
    with pytest.raises(Trouble, match="写不进"):
        print_forms.print_forms(town, "F01", teams, wall / "里" / "a.pdf")
    assert print_log.listed(town) == []


def test_a_record_without_a_glyph_is_told_and_not_put_on_record(
    town: Desk, teams: list[str], tmp_path: Path
) -> None:
    register.save_organization(town, teams[1], {"leader": "王𰻝"})
    batch = print_batches.draw(town, ["F01", "F04"], teams)
    printed = print_batches.save(town, batch, tmp_path / "a.pdf").value
    assert [name for name, _ in printed.skipped] == [NAMES[1]]
    noted = [(one.code, one.name) for one in print_log.listed(town)]
    assert ("F01", NAMES[1]) not in noted and ("F04", NAMES[1]) in noted
    assert outline_of(tmp_path / "a.pdf")[1] == (NAMES[1], ["社区社会组织成员花名册"])


def test_nothing_chosen_is_said(town: Desk, teams: list[str]) -> None:
    with pytest.raises(Trouble, match="没有选中"):
        print_batches.draw(town, ["F01"], [])
    with pytest.raises(Trouble, match="还没有选表"):
        print_batches.draw(town, [], teams)
    with pytest.raises(Trouble, match="没有表 F99"):
        print_batches.draw(town, ["F99"], teams)


def test_blank_forms_come_in_the_number_asked_for(town: Desk, tmp_path: Path) -> None:
    printed = print_forms.print_blank(town, "F04", tmp_path / "空.pdf", copies=5).value
    assert printed.pages == 5
    (line,) = print_log.listed(town)
    assert (line.name, line.record, line.copies, line.pages) == ("空表", "", 5, 1)
    with pytest.raises(Trouble, match="空表"):
        print_log.attach_scan(town, line.n, [tmp_path / "a.png"])
