"""Lines of Chinese print: no closing mark begins one, no opening mark ends one, words stay whole."""

from hypothesis import given
from hypothesis import strategies as st

from cso_desk.documents.lines import CLOSERS, OPENERS, break_lines, units

TEXT = st.text(
    alphabet="中文社区《》（），。、；：？！“”……—— 0123456789ABab.:-_\u3000", max_size=120
)


def width(text: str) -> float:
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def texts(text: str, limit: float, first: float = 0) -> list[str]:
    return [line.text for line in break_lines(text, width, limit, first).lines]


def test_closing_marks_go_with_the_word_before_and_opening_ones_with_the_word_after() -> None:
    assert texts("参加文化节，《百泉》。", 5) == ["参加文化", "节，《百", "泉》。"]
    assert texts("参加文化节，《百泉》。", 7) == ["参加文化节，", "《百泉》。"]


def test_words_numbers_and_lines_to_write_on_stay_whole() -> None:
    assert texts("电话13900001234转", 6) == ["电话", "13900001234", "转"]
    assert texts("经办人：＿＿＿＿审核", 7) == ["经办人：", "＿＿＿＿审核"]


def test_the_number_of_a_point_stays_with_its_words() -> None:
    assert texts("注：一二三四1.本表", 7) == ["注：一二三四", "1.本表"]


def test_a_unit_wider_than_the_line_is_broken_and_told_of() -> None:
    broken = break_lines("ABCDEFGHIJ", width, 3)
    assert not broken.whole
    assert [line.text for line in broken.lines] == ["ABCDEF", "GHIJ"]


def test_the_first_line_leaves_its_indent_free_and_each_paragraph_ends() -> None:
    lines = break_lines("一二三四五六\n七", width, 4, first=2).lines
    assert [(line.text, line.ends) for line in lines] == [
        ("一二", False),
        ("三四五六", True),
        ("七", True),
    ]


@given(TEXT)
def test_units_lose_nothing(text: str) -> None:
    assert "".join(units(text)) == text


@given(TEXT, st.integers(4, 30))
def test_lines_keep_to_the_width_and_lose_only_spaces(text: str, limit: int) -> None:
    broken = break_lines(text, width, limit)
    assert "".join("".join(line.text.split()) for line in broken.lines) == "".join(text.split())
    for line in broken.lines:
        assert line.width <= limit + 0.01
        assert abs(width(line.text) - line.width) < 0.01


@given(TEXT, st.integers(6, 30))
def test_marks_stand_on_the_right_side_of_a_break(text: str, limit: int) -> None:
    broken = break_lines(text, width, limit)
    if not broken.whole:
        return
    for before, after in zip(broken.lines, broken.lines[1:], strict=False):
        assert not after.text or after.text[0] not in CLOSERS
        assert not before.text or before.text[-1] not in OPENERS
