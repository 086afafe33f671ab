"""送签清单: one sheet per community, its number brings the whole list back, numbers are never used twice."""

import subprocess
from pathlib import Path

import pytest

from cso_desk.errors import Problems, Stopped, Trouble
from cso_desk.records.papers import BACK, PRINTED, SENT
from cso_desk.usecases import history, paper_lists, paper_tracks
from cso_desk.usecases.opening import Desk

from .test_paper_tracks import state


def text_of(file: Path) -> list[str]:
    shown = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    )
    return ["".join(page.split()) for page in shown.stdout.split("\f") if page.strip()]


def test_one_sheet_for_each_community_with_all_that_goes_out(
    town: Desk, printed: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "清单.pdf"
    sent = paper_lists.send_with_lists(town, [], out).value
    assert sent.numbers == ("SQ2026-1", "SQ2026-2") and sent.pages == 2 and len(sent.papers) == 3
    assert state(town, printed) == [SENT] * 3
    lines = paper_tracks.of_ids(town, printed)
    assert lines[0].list_number == lines[1].list_number != lines[2].list_number
    pages = text_of(out)
    page = next(one for one in pages if f"清单号：{lines[0].list_number}" in one)
    for words in (
        "社区社会组织材料送签清单",
        "练习甲舞蹈队",
        "练习乙合唱队",
        "F01社区社会组织备案申请表",
        lines[0].code,
        "签收人：",
        "签收日期：",
        "收回",
        "2件6",
        "2026年11月20日",
    ):
        assert words in page, words
    assert "练习丙巡逻队" not in page


def test_a_list_comes_back_by_its_number(town: Desk, printed: list[str], tmp_path: Path) -> None:
    paper_lists.send_with_lists(town, printed, tmp_path / "a.pdf")
    number = paper_tracks.of_ids(town, printed)[0].list_number
    done = paper_lists.bring_back_list(town, number.removeprefix("SQ2026-")).value.done
    assert set(done) == set(printed[:2])
    assert state(town, printed) == [BACK, BACK, SENT]
    with pytest.raises(Trouble, match="都已收回"):
        paper_lists.bring_back_list(town, f" sq2026－{number[-1]}")
    history.undo_last(town)
    assert state(town, printed) == [SENT] * 3


def test_numbers_are_never_used_twice(town: Desk, printed: list[str], tmp_path: Path) -> None:
    paper_lists.send_with_lists(town, printed[:1], tmp_path / "a.pdf")
    history.undo_last(town)
    assert state(town, printed) == [PRINTED] * 3
    again = paper_lists.send_with_lists(town, printed[:1], tmp_path / "a.pdf").value
    assert again.numbers == ("SQ2026-2",)


def test_a_list_is_printed_again_as_it_went_out(
    town: Desk, printed: list[str], tmp_path: Path
) -> None:
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    (number,) = paper_lists.send_with_lists(town, printed[:2], first).value.numbers
    paper_tracks.bring_back(town, printed[:1])
    paper_lists.print_again(town, number, second)
    assert text_of(first) == text_of(second)


def test_what_is_not_ready_is_left_out_and_named(
    town: Desk, printed: list[str], tmp_path: Path
) -> None:
    paper_tracks.bring_back(town, printed[:1])
    sent = paper_lists.send_with_lists(town, printed, tmp_path / "a.pdf").value
    assert set(sent.papers) == set(printed[1:])
    assert [(one.organization, one.message) for one in sent.failed] == [
        ("练习甲舞蹈队", "F01 现在是“已盖章收回”，没有列入清单。")
    ]


def test_refusals_and_a_stop_change_nothing(town: Desk, printed: list[str], tmp_path: Path) -> None:
    class Stopping:
        def step(self, done: int, total: int, text: str = "") -> None:
            raise Stopped

    out = tmp_path / "a.pdf"
    with pytest.raises(Stopped):
        paper_lists.send_with_lists(town, printed, out, progress=Stopping())
    with pytest.raises(Problems, match="不是今天或以前"):
        paper_lists.send_with_lists(town, printed, out, "2027-01-01")
    with pytest.raises(Problems, match="早于打印日期"):
        paper_lists.send_with_lists(town, printed, out, "2026-11-01")
    nowhere = tmp_path / "a folder.pdf"
    nowhere.mkdir()
    with pytest.raises(Trouble, match="写不进"):
        paper_lists.send_with_lists(town, printed, nowhere)
    assert state(town, printed) == [PRINTED] * 3 and not out.exists()
    for text, words in (("9", "没有送签清单 SQ2026-9"), ("第三张", "清单号写作")):
        with pytest.raises((Trouble, Problems), match=words):
            paper_lists.bring_back_list(town, text)
    paper_tracks.send(town, printed)
    with pytest.raises(Trouble, match="没有已打印"):
        paper_lists.send_with_lists(town, [], out)


@pytest.mark.parametrize(
    ("text", "said"), [("SQ2026-7", True), ("sq2026-7", True), ("2026-7", False), ("舞蹈", False)]
)
def test_the_search_box_knows_a_list_by_its_letters(text: str, said: bool) -> None:
    assert paper_lists.is_list_number(text) is said
