"""The place's data for charters, disclosure, evaluation and targets: good as shipped, and faults are refused."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cso_desk.errors import Problems
from cso_desk.policy import default_pack, read_pack
from cso_desk.policy.pack import RESOURCES
from cso_desk.usecases import scoring

SUBJECTS = ("charters", "disclosure", "evaluation", "targets")


def changed(tmp_path: Path, subject: str, path: str, value: Any) -> Path:
    """Return a copy of the shipped pack with one value set."""
    folder = tmp_path / "pack"
    shutil.copytree(RESOURCES / "policy" / "default", folder)
    file = folder / f"{subject}.json"
    raw = json.loads(file.read_text("utf-8"))
    at = raw
    *steps, last = (int(part) if part.isdigit() else part for part in path.split("."))
    for step in steps:
        at = at[step]
    at[last] = value
    file.write_text(json.dumps(raw, ensure_ascii=False), "utf-8")
    return folder


def test_every_entry_names_its_label_and_a_known_source() -> None:
    pack = default_pack()
    mine = [one for one in pack.entries() if one.path.split(".")[0] in SUBJECTS]
    assert len(mine) >= 14
    for entry in mine:
        assert entry.label
        assert entry.source in pack.head["sources"], entry.path


def test_the_targets_of_the_founding_text() -> None:
    pack = default_pack()
    assert (pack.value("targets.city_average"), pack.value("targets.rural_average")) == (10, 5)
    assert not pack.entry("targets.city_average").reference


@pytest.mark.parametrize(
    ("subject", "path", "value"),
    [
        ("evaluation", "schemes.simple.grades.value.0.when.0.at_least", "九成"),
        ("evaluation", "schemes.simple.grades.value.0.when.0.sum", ["好"]),
        ("evaluation", "schemes.simple.denominator.value", "总数"),
        ("evaluation", "schemes.simple.groups.value.0.quorum", {}),
        ("charters", "templates.value.0.clauses.0.text", ""),
        ("charters", "required.value.0.says", []),
        ("disclosure", "activities_length.value", "六十"),
        ("targets", "city_average.value", -1),
        ("targets", "unplaced_counted_as.value", "都计"),
    ],
)
def test_a_faulty_pack_is_refused_with_its_file(
    tmp_path: Path, subject: str, path: str, value: Any
) -> None:
    with pytest.raises(Problems) as caught:
        read_pack(changed(tmp_path, subject, path, value))
    assert caught.value.problems[0].where == f"{subject}.json"


def test_an_office_may_set_other_thresholds(tmp_path: Path) -> None:
    folder = changed(tmp_path, "evaluation", "schemes.simple.grades.value.0.when.0.at_least", "95%")
    scheme = read_pack(folder).subject("evaluation")["schemes"]["simple"]
    limit = scoring.read_scheme(scoring.scheme_data(scheme)).rules[0].when[0][1]
    assert limit.bound == scoring.fraction("95%")


def test_all_slots_of_a_template_are_used_and_all_used_words_are_slots() -> None:
    import re

    words = {"people", "here", "committee_word", "party_word"}
    for template in default_pack().value("charters.templates"):
        keys = {slot["key"] for slot in template["slots"]}
        used = set(
            re.findall(r"\{([a-z_]+)\}", "".join(one["text"] for one in template["clauses"]))
        )
        assert used <= keys | words
        assert keys - {"nature"} <= used
