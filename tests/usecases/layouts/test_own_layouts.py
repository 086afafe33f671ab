"""An office's own 表样: saved as a version with its day, printed from then on, taken back, exchanged as a file."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cso_desk import store
from cso_desk.clock import FixedClock
from cso_desk.errors import Problems, Trouble
from cso_desk.policy import default_pack
from cso_desk.records import PackVersion
from cso_desk.usecases import opening, own_layouts, policy_pack, print_forms, register
from cso_desk.usecases.layout_edits import Change, all_of, apply
from cso_desk.usecases.opening import Desk

TODAY = date(2026, 11, 20)
TITLE = Change("text", "title", "群众活动团队备案表")


def changed(code: str = "F01", *changes: Change) -> dict[str, Any]:
    return all_of(default_pack().layout(code), changes or (TITLE,))


def text_of(pdf: Path) -> str:
    run = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    return run.stdout.decode("utf-8")


def test_an_own_layout_is_in_force_from_its_day_and_only_it_is_kept(
    town: Desk, tmp_path: Path
) -> None:
    made = register.save_organization(town, None, {"name": "舞蹈队"}).value
    later = TODAY + timedelta(days=5)
    version = own_layouts.save(town, "F01", changed(), later, "百政办〔2026〕3号").value
    print_forms.print_forms(town, "F01", [made], tmp_path / "before.pdf")
    assert "社区社会组织备案申请表" in text_of(tmp_path / "before.pdf")
    assert isinstance(town.clock, FixedClock)
    town.clock.advance(timedelta(days=6).total_seconds())
    print_forms.print_forms(town, "F01", [made], tmp_path / "after.pdf")
    assert "群众活动团队备案表" in text_of(tmp_path / "after.pdf")
    with town.read() as session:
        (kept,) = store.listed(session, PackVersion, version=version)
        assert (list(kept.content["layouts"]), kept.content["subjects"]) == (["F01"], {})
        assert kept.content["document"] == "百政办〔2026〕3号"
    assert default_pack().layout("F01")["title"] == "社区社会组织备案申请表"


def test_the_shipped_form_takes_the_own_one_back(town: Desk) -> None:
    own_layouts.save(town, "F01", changed(), TODAY)
    assert [one.code for one in own_layouts.forms(town) if one.own] == ["F01"]
    found = own_layouts.opened(town, "F01")
    assert (found.raw["title"], found.first_day) == ("群众活动团队备案表", "2026-11-20")
    assert found.shipped is not None
    own_layouts.save(town, "F01", found.shipped, TODAY)
    assert not [one for one in own_layouts.forms(town) if one.own]
    assert policy_pack.pack(town).layouts == default_pack().layouts
    with pytest.raises(Problems, match="没有改动"):
        own_layouts.save(town, "F01", found.shipped, TODAY)


def test_an_unused_version_is_withdrawn_with_its_layout(town: Desk) -> None:
    version = own_layouts.save(town, "F01", changed(), TODAY).value
    policy_pack.withdraw(town, version)
    assert own_layouts.opened(town, "F01").raw == default_pack().layout("F01")


def test_what_was_not_saved_is_kept_as_a_draft(town: Desk) -> None:
    raw = changed()
    own_layouts.keep_draft(town, "F01", raw)
    assert own_layouts.opened(town, "F01").draft == raw
    assert own_layouts.opened(town, "F04").draft is None
    own_layouts.save(town, "F01", raw, TODAY)
    assert own_layouts.opened(town, "F01").draft is None
    own_layouts.keep_draft(town, "F01", raw)
    own_layouts.keep_draft(town, "F01", None)
    assert own_layouts.opened(town, "F01").draft is None
    with pytest.raises(Trouble, match="没有表 F99"):
        own_layouts.opened(town, "F99")


def test_a_form_without_room_is_not_saved(town: Desk) -> None:
    raw = apply(default_pack().layout("F01"), Change("height", "blocks.2.rows.17", 10))
    before = policy_pack.versions(town)
    with pytest.raises(Problems) as caught:
        own_layouts.save(town, "F01", raw, TODAY)
    (problem,) = caught.value.problems
    assert (problem.field, "还差" in problem.message) == ("blocks.2.rows.17", True)
    assert policy_pack.versions(town) == before
    assert own_layouts.seen(town, raw).pdf == b""


@pytest.mark.parametrize("code", sorted(default_pack().layouts))
def test_every_form_is_drawn_full_and_blank(town: Desk, code: str) -> None:
    raw = default_pack().layout(code)
    for record in (own_layouts.SAMPLE, own_layouts.BLANK):
        found = own_layouts.seen(town, raw, record)
        assert found.pdf.startswith(b"%PDF-")
        assert not found.remarks


def test_a_form_is_drawn_with_a_chosen_organization(town: Desk, tmp_path: Path) -> None:
    made = register.save_organization(town, None, {"name": "东关腰鼓队"}).value
    file = tmp_path / "seen.pdf"
    file.write_bytes(own_layouts.seen(town, changed(), made).pdf)
    assert "东关腰鼓队" in text_of(file)
    with pytest.raises(Trouble, match="找不到这个组织"):
        own_layouts.seen(town, changed(), "no-such-id")


def test_a_single_form_goes_to_another_office(
    town: Desk, tmp_path: Path, empty_town_folder: Path
) -> None:
    raw = changed("F01", TITLE, Change("switch", "blocks.2.rows.9", False))
    own_layouts.save(town, "F01", raw, TODAY)
    file = tmp_path / "申请表.json"
    own_layouts.write_file(town, "F01", file)
    assert own_layouts.read_file(file) == raw
    shutil.copytree(empty_town_folder, tmp_path / "other")
    with opening.open_desk(tmp_path / "other", "王干事", "lianxi-2026", clock=town.clock) as other:
        own_layouts.take_file(other, "F01", file, TODAY)
        assert policy_pack.pack(other).layout("F01") == raw
        assert "“成员总数”" in own_layouts.told(policy_pack.pack(other).layout("F01"))[0]
        pack = tmp_path / "政策包.zip"
        policy_pack.export(other, pack)
        assert policy_pack.check_file(pack).layout("F01") == raw


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[]", "不是表样文件"),
        (b"\xff\xfe", "不是表样文件"),
        (b"{" * 300_000, "不是表样文件"),
        (b" " * 600_000, "不是表样文件"),
        (json.dumps({"code": "F04", "title": "甲"}).encode(), "不是表 F01"),
        (json.dumps({"code": "F01", "title": "甲"}).encode(), "缺少"),
        (
            json.dumps(
                {
                    "code": "F01",
                    "title": "甲",
                    "blocks": [
                        {
                            "kind": "grid",
                            "columns": [1, 1],
                            "rows": [{"height": 8, "cells": [{"text": "甲"}]}],
                        }
                    ],
                }
            ).encode(),
            "单元格比列少",
        ),
    ],
)
def test_a_bad_file_is_refused_and_changes_nothing(
    town: Desk, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "表样.json"
    file.write_bytes(content)
    before = policy_pack.versions(town)
    with pytest.raises(Problems, match=words):
        own_layouts.take_file(town, "F01", file, TODAY)
    with pytest.raises(Trouble, match="打不开"):
        own_layouts.read_file(tmp_path / "没有.json")
    assert policy_pack.versions(town) == before
