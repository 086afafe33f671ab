"""A desk of every released schema opens in today's program, with all that was in it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cso_desk.clock import Clock
from cso_desk.records import Organization
from cso_desk.store import (
    Query,
    check,
    count,
    get,
    history,
    last_operation,
    list_backups,
    open_desk,
    revert,
)
from cso_desk.store.migrations import STEPS

HOME = Path(__file__).resolve().parent
KEPT = sorted(folder for folder in HOME.iterdir() if (folder / "facts.json").exists())


def test_every_schema_has_a_kept_desk() -> None:
    assert [folder.name for folder in KEPT] == [str(n + 1) for n in range(len(STEPS))]


@pytest.mark.parametrize("kept", KEPT, ids=lambda folder: folder.name)
def test_a_kept_desk_opens_and_works(kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    shutil.copytree(kept, folder)
    facts = json.loads((kept / "facts.json").read_text("utf-8"))
    with open_desk(
        folder, user=facts["user"], password=facts["password"], clock=Clock(), write=True
    ) as desk:
        assert check(desk, deep=True) == []
        with desk.read() as session:
            organization = get(session, Organization, facts["organization"])
            assert organization is not None
            assert (organization.name, organization.leader) == ("长葛社区夕阳红舞蹈队", "仇某")
            for text in ("夕阳红", "cgsq", "qm", "1111", "〔2020〕3", facts["member"]):
                assert count(session, Query(Organization, text)) == 1, text
            assert len(history(session, facts["organization"])) == 2
            newest = last_operation(session)
            assert newest is not None and newest.n == facts["operations"]
        with desk.operation("还原", undoes=newest.n) as op:
            revert(op, newest.n)
        with desk.read() as session:
            assert get(session, Organization, facts["organization"]).leader == "单䶮"
        assert check(desk, deep=True) == []
    assert len(list_backups(folder)) == (0 if int(kept.name) == len(STEPS) else 1)
