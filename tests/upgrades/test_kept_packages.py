"""A package of every released schema is taken by today's program, with all that was in it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cso_desk import store
from cso_desk.clock import Clock
from cso_desk.records import SCHEMA, Decision, Member, Organization
from cso_desk.usecases import replies, take_packages
from cso_desk.usecases.projection import branch

HOME = Path(__file__).resolve().parent / "packages"
KEPT = sorted(HOME.iterdir())


def test_every_released_schema_has_a_kept_package() -> None:
    assert [one.name for one in KEPT] == [str(number) for number in range(1, SCHEMA)]


@pytest.mark.parametrize("kept", KEPT, ids=lambda folder: folder.name)
def test_a_kept_package_gives_the_same_rows(kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    shutil.copytree(kept, folder, ignore=shutil.ignore_patterns("facts.json", "*.csopkg"))
    facts = json.loads((kept / "facts.json").read_text("utf-8"))
    assert facts["schema"] == int(kept.name)
    with store.open_desk(
        folder, user=facts["user"], password=facts["password"], clock=Clock(), write=True
    ) as desk:
        (taken,) = take_packages.take(desk, [kept / "sample.csopkg"]).value
        assert (taken.verdict, taken.refused, taken.differing) == ("ok", 0, ())
        with desk.read() as session:
            names = sorted(one.name or "" for one in store.listed(session, Organization))
            assert names == facts["organizations"]
            assert [one.name for one in store.listed(session, Member)] == [facts["member"]]
            assert len(store.listed(session, Decision)) == 1
            found = replies.state_of(session, branch(desk, session, taken.sender))
        said = facts["state_hash"]
        assert {table: found[table] for table in said} == said
        assert {table for table in found if table not in said} <= {
            table for table, state in found.items() if state == replies.EMPTY_STATE
        }
        assert store.check(desk, deep=True) == []
