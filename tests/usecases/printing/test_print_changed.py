"""Reprinting only what changed: the digest follows what the paper says of the record, not the day, the user or the mask."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from cso_desk.clock import FixedClock
from cso_desk.errors import Trouble
from cso_desk.usecases import opening, print_batches, print_forms, print_log, register, settings
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.print_forms import How

from ..conftest import PASSWORD, USER
from .conftest import NAMES, text_of


def test_only_what_reads_otherwise_than_on_the_last_paper_is_printed_again(
    town: Desk, teams: list[str], tmp_path: Path
) -> None:
    since = print_batches.since_last(town, ["F01"], teams)["F01"]
    assert since.never == tuple(teams) and not since.changed
    print_forms.print_forms(town, "F01", teams[:2], tmp_path / "a.pdf")
    register.save_organization(town, teams[1], {"phone": "13900000099"})
    since = print_batches.since_last(town, ["F01"], teams)["F01"]
    assert (since.never, since.changed, since.same) == ((teams[2],), (teams[1],), (teams[0],))
    batch = print_batches.draw(town, ["F01"], teams, changed=True)
    assert NAMES[0] not in text_of(batch.content) and batch.printed.pages == 2
    print_batches.save(town, batch, tmp_path / "b.pdf")
    assert print_batches.since_last(town, ["F01"], teams)["F01"].same == tuple(teams)
    with pytest.raises(Trouble, match="没有变动"):
        print_batches.draw(town, ["F01"], teams, changed=True)


def test_what_the_form_does_not_show_changes_nothing(
    town: Desk, teams: list[str], tmp_path: Path
) -> None:
    print_forms.print_forms(town, "F04", teams, tmp_path / "a.pdf")
    register.save_organization(town, teams[0], {"phone": "13900000099"})
    assert print_batches.since_last(town, ["F04"], teams)["F04"].same == tuple(teams)
    register.save_member(town, teams[0], None, {"name": "甄一号"})
    assert print_batches.since_last(town, ["F04"], teams)["F04"].changed == (teams[0],)


def test_another_day_another_user_and_another_mask_count_as_the_same(
    town: Desk, teams: list[str], tmp_path: Path
) -> None:
    print_forms.print_forms(town, "F01", teams, tmp_path / "a.pdf", how=How(mask="all"))
    folder = tmp_path / "later"
    shutil.copytree(town.folder, folder)
    later = FixedClock(datetime(2027, 3, 2, 8, 0))
    with opening.open_desk(folder, USER, PASSWORD, clock=later) as desk:
        desk.user = "李接班"
        assert print_batches.since_last(desk, ["F01"], teams)["F01"].same == tuple(teams)
        print_forms.print_forms(desk, "F01", teams[:1], tmp_path / "b.pdf")
        newest = print_log.listed(desk)[0]
        assert (newest.who, newest.when[:10]) == ("李接班", "2027-03-02")


def test_a_preview_and_a_stopped_print_count_as_no_print(town: Desk, teams: list[str]) -> None:
    print_forms.preview(town, "F01", teams[0])
    print_batches.draw(town, ["F01"], teams)
    assert print_log.listed(town) == []
    assert settings.get(town, "printing.offsets", {}) == {}
