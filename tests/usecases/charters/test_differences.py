"""Properties: a difference applied gives the new text, a text has none with itself, matching loses no paragraph."""

from hypothesis import given
from hypothesis import strategies as st

from cso_desk.policy import default_pack
from cso_desk.usecases import clause_difference, clause_matching, text_difference
from cso_desk.usecases.charter_text import Clause
from cso_desk.usecases.clause_difference import ADDED, DROPPED, MOVED

PACK = default_pack()
TEMPLATE = next(raw for raw in PACK.value("charters.templates") if raw["id"] == "full")["clauses"]
REQUIRED = PACK.value("charters.required")
NATURE = "社会团体性质"
WORDS = st.text("本组织会员大每年半至少召开一二三次，。 abc12\n", max_size=60)
LINES = st.lists(
    st.builds(
        "{}{}".format,
        st.sampled_from(
            ["第一条　", "第二条 名称 ", "第三条", "一、", "1.", "第一章 总则", "", "（一）"]
        ),
        st.text("名称是本组织经费公开成员加入退出两委报告，。；", max_size=30),
    ),
    max_size=20,
)
CLAUSES = st.lists(
    st.builds(Clause, st.sampled_from(["name", "own1", "text2", "ending"]), WORDS, WORDS),
    max_size=6,
)


def whole(text: str) -> str:
    return "".join(text.split())


@given(WORDS, WORDS)
def test_the_pieces_give_both_texts(old: str, new: str) -> None:
    pieces = text_difference.difference(old, new)
    assert (text_difference.old_of(pieces), text_difference.new_of(pieces)) == (old, new)


@given(WORDS)
def test_a_text_has_no_difference_with_itself(text: str) -> None:
    assert all(piece.kind == "same" for piece in text_difference.difference(text, text))


@given(CLAUSES)
def test_a_version_compared_with_itself_gives_nothing(clauses: list[Clause]) -> None:
    assert clause_difference.changes(clauses, clauses) == []


@given(CLAUSES, CLAUSES)
def test_every_clause_of_both_versions_stands_once(old: list[Clause], new: list[Clause]) -> None:
    shown = clause_difference.compare(old, new)
    after = [one for one in shown if one.kind != DROPPED]
    assert [text_difference.new_of(one.text) for one in after] == [one.text for one in new]
    assert [text_difference.new_of(one.title) for one in after] == [one.title for one in new]
    before = [text_difference.old_of(one.text) for one in shown if one.kind != ADDED]
    assert sorted(before) == sorted(one.text for one in old)


@given(LINES)
def test_matching_loses_no_paragraph(lines: list[str]) -> None:
    parts = clause_matching.parts(lines)
    assert whole("".join(part.whole for part in parts)) == whole("".join(lines))
    found = clause_matching.matched(lines, TEMPLATE, REQUIRED, NATURE)
    kept = [part for part in parts if not part.heading]
    assert [(one.title, one.text) for one in found.clauses] == [(p.title, p.text) for p in kept]
    assert len({one.id for one in found.clauses}) == len(found.clauses)
    said = {place for one in found.matches for place in one.places}
    assert said | set(found.extra) == set(range(len(kept)))


def test_words_are_marked_whole() -> None:
    pieces = text_difference.difference("须有二分之一以上成员到会", "须有三分之二以上成员到会")
    assert text_difference.bracketed(pieces) == "须有〔删：二分之一〕〔增：三分之二〕以上成员到会"


def test_a_clause_that_was_moved_is_named_as_moved() -> None:
    one, two, three = (Clause(key, key, f"{key}的内容") for key in ("甲", "乙", "丙"))
    shown = clause_difference.changes([one, two, three], [three, one, two])
    assert [(change.kind, change.old, change.new) for change in shown] == [
        (MOVED, "第三条", "第一条")
    ]
