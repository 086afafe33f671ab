"""Search as one types: a bigram index over names, initials, people, phones, numbers and all other words.

Each text is stored as its overlapping pairs of characters, so that a phrase of pairs finds any part
of it, like LIKE but by index (stack.md 3). Initials are stored as bags of two and three letters over
every reading of each character, so no reading of a polyphone is ever missed.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, column, func, select, text
from sqlalchemy.orm import Session

from cso_desk.fields import CreditCode, Text
from cso_desk.records import Member, Organization, Unit, fields_of

from .at_once import numbers_of_sql
from .pinyin import letters, plain
from .portions import write_many
from .shapes import in_chunks

_COLUMNS = "name, initials, people, people_initials, phone, filing, members, more"
INSERT = f"INSERT INTO organization_search(rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
"""The statement that puts entries into the index."""
_WORD_COLUMNS = "{name people phone filing members more}"
_NARROW_COLUMNS = "{name initials people people_initials phone filing members}"
_FIRST = frozenset({"name", "leader", "contact", "phone", "filing_number"})
_RUNS = re.compile(r"[a-z0-9]+|[^a-z0-9]+")


def grams(words: str) -> str:
    """Return the pairs of neighbouring characters of `words`, and its last character alone."""
    clean = plain(words)
    return " ".join([*map(add, clean, clean[1:]), clean[-1:]])


@lru_cache(maxsize=20_000)
def _repeated_grams(words: str) -> str:
    """Return `grams` of a text that many organizations share: a place, a purpose, a supervisor."""
    return grams(words)


@lru_cache(maxsize=20_000)
def _person_grams(name: str) -> frozenset[str]:
    """Return `initial_grams` of a person, who is leader and contact, and leads several organizations."""
    return frozenset(initial_grams(name))


def initial_grams(words: str) -> set[str]:
    """Return every run of two and three initials that `words` can be read as, and the last one alone."""
    clean = plain(words)
    found = set(letters(clean[-1])) if clean else set()
    return found.union(*[_runs(clean[start : start + 3]) for start in range(len(clean) - 1)])


@lru_cache(maxsize=100_000)
def _runs(characters: str) -> tuple[str, ...]:
    """Return the initials of the first two of `characters`, and those of all three, in every reading."""
    choices = [letters(character) for character in characters]
    found = ["".join(run) for run in product(*choices[:2])]
    if len(choices) > 2:
        found += ["".join(run) for run in product(*choices)]
    return tuple(found)


def match_expression(query: str) -> str | None:
    """Return the full-text query for what a clerk typed, None if nothing in it can be searched.

    Blanks part it into words that must all occur, each in any of the columns.
    """
    words = [plain(word) for word in query.split()]
    parts = [_word(word) for word in words if word]
    return " AND ".join(parts) if parts else None


def _word(word: str) -> str:
    runs = _RUNS.findall(word)
    if len(runs) == 1:
        return f"({_run(word)})"
    return f"({_phrase(word)} OR ({' AND '.join(f'({_run(run)})' for run in runs)}))"


def _phrase(word: str) -> str:
    pairs = " ".join(word[i : i + 2] for i in range(len(word) - 1))
    return f'{_WORD_COLUMNS} : "{pairs}"'


def _run(run: str) -> str:
    if len(run) == 1:
        return f'{_NARROW_COLUMNS} : "{run}" *'
    if not run.isascii():
        return _phrase(run)
    size = min(len(run), 3)
    pieces = " AND ".join(f'"{run[i : i + size]}"' for i in range(len(run) - size + 1))
    return f"{_phrase(run)} OR initials : ({pieces}) OR people_initials : ({pieces})"


def hits(query: str) -> ColumnElement[bool] | None:
    """Return the condition on `Organization` for what a clerk typed, None for an empty query."""
    expression = match_expression(query)
    if expression is None:
        return None
    found = text("SELECT rowid FROM organization_search WHERE organization_search MATCH :typed")
    rowids = found.bindparams(typed=expression).columns(column("rowid", Integer))
    return Organization.n.in_(select(rowids.subquery().c.rowid))


def numbers(session: Session, query: str, limit: int = -1) -> array[int] | None:
    """Return the local numbers of what a clerk typed, in the order of entry; None for an empty query."""
    expression = match_expression(query)
    return None if expression is None else _matching(session, expression, limit)


def name_hits(session: Session, query: str, limit: int = -1) -> array[int]:
    """Return those whose name, or its initials, hold all that was typed."""
    expression = match_expression(query)
    if expression is None:
        return array("q")
    return _matching(session, f"{{name initials}} : ({expression})", limit)


def _matching(session: Session, expression: str, limit: int) -> array[int]:
    found = "SELECT rowid AS n FROM organization_search WHERE organization_search MATCH ? LIMIT ?"
    return numbers_of_sql(session, found, (expression, limit))


_MOST = 0.6
"""From this part of the index on it is quicker to make all of it anew."""
_MANY = 5000
_BUNDLE = 20_000


def refresh(connection: Connection, changed: Mapping[str, bool]) -> None:
    """Bring the index entries of these organizations up to date with the tables; True is a new organization."""
    known = [one for one, new in changed.items() if not new]
    if len(known) > _MANY and len(known) > _MOST * _size(connection):
        rebuild(connection)
        return
    # All that is old goes first: taking out between writing would write the index out again and again.
    for chunk in in_chunks(known, 1000):
        numbers = connection.execute(select(Organization.n).where(Organization.id.in_(chunk)))
        gone = [(row.n,) for row in numbers]
        write_many(connection, "DELETE FROM organization_search WHERE rowid = ?", gone)
    _add(connection, list(changed))


def _add(connection: Connection, ids: Sequence[str]) -> None:
    places = place_names(connection) if ids else {}
    for chunk in in_chunks(ids, 1000):
        if found := entries(connection, chunk, places):
            write_many(connection, INSERT, found)


def _size(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(Organization)) or 0


def refresh_units(connection: Connection, unit_ids: Iterable[str]) -> None:
    """Bring the entries of all organizations of these communities up to date: their names are searched too."""
    for chunk in in_chunks(sorted(unit_ids)):
        statement = select(Organization.id).where(Organization.community.in_(chunk))
        refresh(connection, dict.fromkeys(connection.scalars(statement), False))


def entries(
    connection: Connection, ids: Sequence[str], places: Mapping[str, str]
) -> list[tuple[Any, ...]]:
    """Return what the index says of the living ones of these organizations (for `INSERT`)."""
    members = _member_names(connection, ids)
    living = _ORGANIZATIONS.where(Organization.id.in_(ids), Organization.deleted.is_(False))
    return [
        (row.n, *_entry(row, members.get(row.id, ()), places)) for row in connection.execute(living)
    ]


_MORE = [
    getattr(Organization, key)
    for key, facts in fields_of(Organization).items()
    if isinstance(facts.kind, Text | CreditCode) and key not in _FIRST and not facts.derived
]
"""Further texts that a clerk remembers an organization by: place, scope, purpose, notes, founders, Party, station."""

_ORGANIZATIONS = select(
    Organization.n,
    Organization.id,
    Organization.name,
    Organization.leader,
    Organization.contact,
    Organization.phone,
    Organization.filing_number,
    Organization.community,
    Organization.own_fields,
    *_MORE,
)
INDEXED = frozenset(
    {"name", "leader", "contact", "phone", "filing_number", "community", "own_fields", "deleted"}
    | {column.key for column in _MORE}
)
"""Columns of an organization whose change changes its entry."""
_MORE_FROM = 9
"""Where the texts of `_MORE` begin in a row of `_ORGANIZATIONS`."""


def _entry(row: Any, members: Iterable[str], places: Mapping[str, str]) -> tuple[str, ...]:
    people = list(dict.fromkeys(filter(None, (row.leader, row.contact))))
    people_initials = set().union(*map(_person_grams, people))
    return (
        grams(row.name or ""),
        " ".join(initial_grams(row.name or "")),
        _several(people),
        " ".join(people_initials),
        _several((row.phone or "").replace("-", "").split("、")),
        grams(row.filing_number or ""),
        _several(members),
        " ".join(filter(None, map(_repeated_grams, _more(row, places)))),
    )


def _more(row: Any, places: Mapping[str, str]) -> Iterable[str]:
    """Return the texts of an organization beyond its name, people and numbers, each once."""
    own = row.own_fields.values() if isinstance(row.own_fields, dict) else ()
    texts = (places.get(row.community), *row[_MORE_FROM:], *map(str, own))
    return dict.fromkeys(filter(None, texts))


def place_names(connection: Connection) -> dict[str, str]:
    """Return the names of all communities by id."""
    statement = select(Unit.id, Unit.name).where(Unit.level == "community")
    return {str(unit): str(name) for unit, name in connection.execute(statement)}


def _several(texts: Iterable[str]) -> str:
    """Return the pairs of several texts; the lone last character of each keeps them apart."""
    return " ".join(filter(None, map(grams, texts)))


def _member_names(connection: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    statement = select(Member.organization, Member.name).where(
        Member.organization.in_(ids), Member.deleted.is_(False), Member.name.is_not(None)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for organization, name in connection.execute(statement):
        found[str(organization)].append(str(name))
    return found


def rebuild(connection: Connection) -> None:
    """Make the whole index anew."""
    connection.exec_driver_sql(
        "INSERT INTO organization_search(organization_search) VALUES ('delete-all')"
    )
    for ids in _living(connection):
        _add(connection, ids)


def _living(connection: Connection) -> Iterator[list[str]]:
    """Yield the ids of all living organizations in bundles, as they lie in the table: each page of it is read once.

    All at once would stop the other threads for a tenth of a second.
    """
    chosen = select(Organization.n, Organization.id).where(Organization.deleted.is_(False))
    last = 0
    while rows := connection.execute(
        chosen.where(Organization.n > last).order_by(Organization.n).limit(_BUNDLE)
    ).all():
        last = rows[-1].n
        yield [row.id for row in rows]


def missing_entries(session: Session) -> int:
    """Return how many organizations are not in the index, or stand in it though removed."""
    statement = text(
        "SELECT (SELECT count(*) FROM organization WHERE NOT deleted AND n NOT IN "
        "(SELECT rowid FROM organization_search)) + (SELECT count(*) FROM organization_search "
        "WHERE rowid NOT IN (SELECT n FROM organization WHERE NOT deleted))"
    )
    return int(session.scalar(statement) or 0)
