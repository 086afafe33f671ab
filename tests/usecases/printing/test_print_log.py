"""The print log: what, when, by whom, for which case; its filters, and the scan that goes to what was printed."""

from pathlib import Path

import pytest
from PIL import Image

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import (
    attachments,
    case_papers,
    overprinting,
    print_batches,
    print_forms,
    print_log,
    register,
)
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.print_forms import How

from ..cases.conftest import make_ready, opened, walk
from .conftest import NAMES, text_of


def test_the_log_tells_all_of_a_print(town: Desk, teams: list[str], tmp_path: Path) -> None:
    how = How(mask="id", copies=3, way="办公室打印机", all_copies=True)
    print_forms.print_forms(town, "F01", teams[:1], tmp_path / "a.pdf", how=how)
    line = print_log.listed(town)[0]
    assert (line.when, line.who) == ("2026-11-20 09:00", "王干事")
    assert (line.code, line.title) == ("F01", "社区社会组织备案申请表")
    assert (line.record, line.name, line.about) == (teams[0], NAMES[0], "")
    assert (line.mask, line.way, line.copies, line.pages) == ("id", "办公室打印机", 3, 3)


def test_the_log_is_narrowed_and_looked_up(town: Desk, teams: list[str], tmp_path: Path) -> None:
    for code in ("F01", "F04", "F01"):
        print_forms.print_forms(town, code, teams, tmp_path / "a.pdf")
    assert len(print_log.listed(town)) == 9
    assert len(print_log.listed(town, code="F04")) == 3
    assert [one.name for one in print_log.listed(town, text="乙合唱")] == [NAMES[1]] * 3
    assert len(print_log.listed(town, organization=teams[2])) == 3
    assert print_log.listed(town, until="2026-11-19") == []
    assert len(print_log.listed(town, since="2026-11-20", until="2026-11-20")) == 9
    assert [one.code for one in print_log.last_of(town, teams[0])] == ["F01", "F04"]
    register.remove(town, teams[2])
    assert print_log.listed(town, organization=teams[2])[0].name == NAMES[2], "the log keeps it"


def test_a_scan_goes_to_the_case_that_was_printed(town: Desk, village: str, tmp_path: Path) -> None:
    team = make_ready(town, village)
    case = opened(town, [team])[0]
    walk(town, [case], "submit")
    case_papers.print_papers(town, "F01", [case], tmp_path / "a.pdf")
    print_forms.print_forms(town, "F04", [team], tmp_path / "b.pdf")
    own, of_case = print_log.listed(town)
    assert (of_case.about, own.about) == (case, "")
    for number, line in enumerate((own, of_case)):
        scan = tmp_path / f"扫描{number}.png"
        Image.new("RGB", (30, 40 + number), "white").save(scan)
        assert print_log.attach_scan(town, line.n, [scan]).value.refused == ()
    with town.read() as session:
        from cso_desk import store
        from cso_desk.records import Attachment

        kept = store.listed(session, Attachment, organization=team, order="n")
        assert [(one.record_table, one.record) for one in kept] == [
            ("organization", team),
            ("filing_case", case),
        ]
    assert {one.kind for one in attachments.listed(town, team)} == {"签字盖章件"}
    with pytest.raises(Trouble, match="找不到"):
        print_log.attach_scan(town, 999, [tmp_path / "扫描0.png"])


def test_changes_of_a_case_paper_are_told_for_the_case(
    town: Desk, village: str, tmp_path: Path
) -> None:
    teams = [make_ready(town, village, f"百泉社区第{n}合唱团") for n in (1, 2)]
    chosen = opened(town, teams)
    walk(town, chosen, "submit")
    case_papers.print_papers(town, "F01", chosen, tmp_path / "a.pdf")
    since = print_batches.since_last(town, ["F01"], chosen, "case")["F01"]
    assert since.same == tuple(chosen)
    register.save_organization(town, teams[1], {"members": "13"})
    since = print_batches.since_last(town, ["F01"], chosen, "case")["F01"]
    assert since.changed == (chosen[1],)


def test_an_offset_is_kept_for_each_printer_and_form(town: Desk, teams: list[str]) -> None:
    assert overprinting.kept_offset(town, "甲打印机", "F01") == (0.0, 0.0)
    overprinting.keep_offset(town, "甲打印机", "F01", (1.5, -2.0))
    overprinting.keep_offset(town, "乙打印机", "F01", (4.0, 0.0))
    assert overprinting.kept_offset(town, "甲打印机", "F01") == (1.5, -2.0)
    assert overprinting.kept_offset(town, "甲打印机", "F04") == (0.0, 0.0)
    assert overprinting.offset_of("2.5", "") == (2.5, 0.0)
    assert "向右 2.5 毫米" in text_of(overprinting.trial_sheet(town, "F01", (2.5, 0))).replace(
        "向右2.5毫米", "向右 2.5 毫米"
    )
    for wrong in ("三", "nan", "60"):
        with pytest.raises(Problems, match="向下"):
            overprinting.offset_of("0", wrong)


def test_over_printing_prints_the_values_alone(
    town: Desk, teams: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "套打.pdf"
    print_forms.print_forms(town, "F01", teams[:1], out, how=How(offset=(1, 1)))
    text = text_of(out)
    assert NAMES[0] in text and "组织名称" not in text and "备案申请表" not in text
