"""The code of a paper finds every single slip of the hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_desk.fields import BadValue, paper_codes
from cso_desk.fields.paper_codes import ALPHABET

texts = st.text(min_size=1, max_size=20)


@given(texts, texts)
def test_a_code_is_read_as_it_is_shown(unit: str, seed: str) -> None:
    code = paper_codes.code_of(unit, seed)
    assert len(code) == 8 and set(code) <= set(ALPHABET)
    assert code.startswith(paper_codes.mark_of(unit))
    for text in (code, paper_codes.shown(code), paper_codes.shown(code).lower(), f" {code} "):
        assert paper_codes.parse(text) == code
    assert paper_codes.looks_like(paper_codes.shown(code))


@given(texts, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(seed: str, place: int, char: str) -> None:
    code = paper_codes.code_of("unit", seed)
    wrong = code[:place] + char + code[place + 1 :]
    if wrong != code:
        with pytest.raises(BadValue, match="有一位输错了"):
            paper_codes.parse(wrong)


@given(texts, st.integers(0, 6))
def test_two_that_changed_places_are_found(seed: str, place: int) -> None:
    code = paper_codes.code_of("unit", seed)
    turned = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if turned != code:
        with pytest.raises(BadValue) as caught:
            paper_codes.parse(turned)
        assert caught.value.code == "code_check"


@pytest.mark.parametrize("text", ["", "ABC", "ABCD-EFG0", "幸福社区舞蹈队员", "ABCD--EFGH"])
def test_other_texts_are_no_code(text: str) -> None:
    with pytest.raises(BadValue) as caught:
        paper_codes.parse(text)
    assert caught.value.code == "code_form"
    assert not paper_codes.looks_like(text)


@pytest.mark.parametrize("text", ["13900000", "23456789", "xfsqwdsq", "幸福社区"])
def test_a_telephone_or_initials_stay_a_search(text: str) -> None:
    assert not paper_codes.looks_like(text)
