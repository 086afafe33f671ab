"""Text in boxes: whole and large where it fits, smaller down to the least size, then a pointer."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cso_desk.documents.fitting import Style, Typesetter

STYLE = Style("body", 10.5, 8.0)


def joined(setter: Typesetter, text: str, width: float, height: float) -> str:
    return "".join(line.text for line in setter.fit(text, STYLE, width, height).lines)


def test_short_text_keeps_its_size(setter: Typesetter) -> None:
    fitted = setter.fit("幸福里社区夕阳红舞蹈队", STYLE, 150, 15)
    assert (fitted.size, len(fitted.lines), fitted.whole) == (10.5, 1, True)


def test_longer_text_shrinks_but_not_below_the_least_size(setter: Typesetter) -> None:
    fitted = setter.fit("幸福里社区夕阳红舞蹈队" * 2, STYLE, 130, 20)
    assert fitted.whole
    assert 8.0 <= fitted.size < 10.5


def test_a_number_shrinks_before_it_is_broken(setter: Typesetter) -> None:
    fitted = setter.fit("410192195503120023", STYLE, 86, 40)
    assert len(fitted.lines) == 1
    assert fitted.size < 10.5


def test_too_long_text_is_cut_at_the_least_size_and_points_to_the_next_sheet(
    setter: Typesetter,
) -> None:
    fitted = setter.fit("组织居民开展文体活动，" * 100, STYLE, 200, 40)
    text = "".join(line.text for line in fitted.lines)
    assert not fitted.whole
    assert fitted.size == 8.0
    assert text.startswith("组织居民开展文体活动，")
    assert text.endswith("……（全文见续页）")


def test_a_narrow_box_gets_a_shorter_pointer(setter: Typesetter) -> None:
    assert joined(setter, "幸福里社区" * 9, 26, 10) == "见续页"
    assert joined(setter, "幸福里社区" * 9, 10, 10) == "…"
    assert joined(setter, "幸福里社区" * 9, 3, 3) == ""


def test_a_line_that_only_repeats_is_shortened(setter: Typesetter) -> None:
    assert setter.shortened("百泉镇幸福里社区", STYLE, 64.1) == "百泉镇幸福里社区"
    assert setter.shortened("百泉镇幸福里社区舞蹈队", STYLE, 64.1) == "百泉镇幸福里社…"


@given(
    st.text(alphabet="社区组织活动《》，。0123456789 ", min_size=1, max_size=300),
    st.floats(20, 400),
    st.floats(9, 200),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_set_stays_in_its_box(
    setter: Typesetter, text: str, width: float, height: float
) -> None:
    fitted = setter.fit(text, STYLE, width, height)
    assert fitted.height <= height + 0.02
    assert all(line.width <= width + 0.02 for line in fitted.lines)
    assert fitted.size >= STYLE.least
    shown = "".join("".join(line.text for line in fitted.lines).split())
    assert fitted.whole == (shown == "".join(text.split()))
