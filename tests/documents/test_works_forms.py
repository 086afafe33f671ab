"""The papers of activities, money and work reports (F15a, F15b, F16, F18, F18b): empty, whole and far too long."""

from collections.abc import Callable, Iterator, Mapping

from cso_desk.documents import Layout, placed_keys
from cso_desk.documents.composing import Composed
from cso_desk.documents.marks import Words

from .works_samples import LONG, long

Compose = Callable[[str, Mapping[str, object]], Composed]


def words_of(result: Composed) -> Iterator[tuple[int, Words]]:
    for number, sheet in enumerate(result.sheets):
        for mark in sheet.marks:
            if isinstance(mark, Words):
                yield number, mark


def text_of(result: Composed) -> str:
    return "".join(words.text for _, words in words_of(result))


def test_a_hundred_lines_are_all_there_and_every_sheet_has_its_heads(composed: Compose) -> None:
    for code, first in (("F18", "摘　要"), ("F18b", "用途意向")):
        result = composed(code, long())
        assert len(result.sheets) > 3
        for number in range(len(result.sheets)):
            heads = [words.text for page, words in words_of(result) if page == number]
            assert first in heads or number == len(result.sheets) - 1, (code, number)
        texts = [words.text for _, words in words_of(result)]
        assert {str(number) for number in range(1, 101)} <= set(texts)


def test_a_long_report_says_all(composed: Compose) -> None:
    text = text_of(composed("F16", long()))
    assert text.count(LONG[:30]) >= 5
    assert "组织负责人（签字）" in text


def test_organizations_sign_and_have_no_seal_box(composed: Compose) -> None:
    for code in ("F15b", "F16", "F18", "F18b"):
        text = text_of(composed(code, {}))
        assert "盖章" not in text, code
        assert "签字" in text, code


def test_the_money_sheet_is_public_and_names_no_donor(layout: Callable[[str], Layout]) -> None:
    assert not any("donor" in key for key in placed_keys(layout("F18")))
