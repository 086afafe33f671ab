"""The whole main job through the command line: old ledger, paper, charter, disclosure, evaluation, package, receipt."""

import json
import subprocess
from pathlib import Path

import pytest

from cso_desk.cli import main_job


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSO_DESK_PASSWORD", "lianxi-2026")
        folder = tmp_path_factory.mktemp("journey") / "out"
        (folder.parent / "lines.json").write_text(json.dumps(main_job.run(folder)), "utf-8")
    return folder


@pytest.fixture
def job(out: Path, monkeypatch: pytest.MonkeyPatch) -> main_job.Job:
    monkeypatch.setenv("CSO_DESK_PASSWORD", "lianxi-2026")
    return main_job.Job(out)


def _text(pdf: Path) -> str:
    return subprocess.run(
        ["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout


def test_it_says_in_ten_lines_what_it_made(out: Path) -> None:
    assert len(json.loads((out.parent / "lines.json").read_text("utf-8"))) == 10


@pytest.mark.parametrize("name", ["F01", "F04", "F06", "公开表", "测评表", "评议结果", "报送单"])
def test_every_paper_is_whole_with_its_own_fonts(out: Path, name: str) -> None:
    file = out / f"{name}.pdf"
    subprocess.run(["qpdf", "--check", str(file)], check=True, capture_output=True)
    fonts = subprocess.run(
        ["pdffonts", str(file)], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split() for line in fonts.splitlines()[2:]]
    assert rows
    assert all(row[-5:-3] == ["yes", "yes"] for row in rows), fonts


def test_papers_of_a_practice_ledger_carry_the_names(out: Path, job: main_job.Job) -> None:
    hits = job.call("township", "find", "队")
    text = _text(out / "F01.pdf").replace("\n", "")
    assert all(hit["name"] in text for hit in hits)


def test_public_sheet_and_ballots_carry_no_personal_numbers(out: Path, job: main_job.Job) -> None:
    phones = {hit["phone"] for hit in job.call("township", "find", "队") if hit["phone"]}
    for name in ("公开表", "测评表", "评议结果"):
        text = _text(out / f"{name}.pdf")
        assert not [phone for phone in phones if phone in text]


def test_the_county_sees_the_organizations_and_cannot_change_them(job: main_job.Job) -> None:
    own = {hit["id"]: hit["name"] for hit in job.call("township", "find", "队")}
    seen = {hit["id"]: hit["name"] for hit in job.call("county", "find", "队")}
    assert seen == own
    first = next(iter(seen))
    with pytest.raises(main_job.Refused, match="百泉镇维护"):
        job.call("county", "org", "set", first, "--set", "联系电话=13800000002")


def test_the_same_package_again_is_known(out: Path, job: main_job.Job, tmp_path: Path) -> None:
    package = next((out / "U盘").glob("*.csopkg"))
    again = job.call("county", "package", "take", str(package), "--receipts", str(tmp_path))
    assert again[0]["verdict"] == "duplicate"


def test_states_and_filings_arrive_with_the_organizations(job: main_job.Job) -> None:
    hits = [hit for hit in job.call("township", "find", "队") if hit["filing_number"]]
    assert hits
    for hit in hits[:5]:
        here, there = (job.call(desk, "org", "show", hit["id"]) for desk in ("township", "county"))
        assert (here["state"], here["fields"]["备案编号"]) == (
            there["state"],
            there["fields"]["备案编号"],
        )


def test_the_data_stays_sound(job: main_job.Job) -> None:
    for desk in ("township", "county"):
        assert job.call(desk, "check", "--deep") == {"ok": True, "findings": []}
