"""Ledgers through the command line: the shared workbooks score full, flaws come back, nothing live goes out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cso_desk.cli.main import main

LEDGERS = Path(__file__).resolve().parents[1] / "ledgers"
SCORE = LEDGERS / "score.py"
READABLE = sorted(
    file
    for file in LEDGERS.iterdir()
    if file.name[:2] in ("01", "02", "03", "04", "05", "06", "07")
)
FILES = [file for file in READABLE if not file.name.endswith(".expected.json")]


def _expected(file: Path) -> Path:
    return file.with_name(file.name.rsplit(".", 1)[0] + ".expected.json")


class Office:
    """A desk of the unit that a ledger belongs to."""

    def __init__(self, folder: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        unit = json.loads(_expected(file).read_text("utf-8"))["unit"]
        code = unit["township_code"] or unit["county_code"] or unit["city_code"]
        assert self.call("new", "--unit", code, "--user", "王干事")[0] == 0

    def call(self, *words: str) -> tuple[int, dict]:
        exit_code = main(["--data", str(self.folder), "--json", *words])
        return exit_code, json.loads(self._capsys.readouterr().out)


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSO_DESK_PASSWORD", "lianxi-2026")


@pytest.fixture
def office(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Office:
    return Office(tmp_path / "desk", request.param, capsys)


def _score(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCORE), *words], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("office", "file"), [(f, f) for f in FILES], ids=lambda f: f.name[:2], indirect=["office"]
)
def test_a_shared_ledger_comes_in_whole(office: Office, file: Path, tmp_path: Path) -> None:
    problems_book, export, issues = (
        tmp_path / "问题.xlsx",
        tmp_path / "台账.xlsx",
        tmp_path / "issues.json",
    )
    exit_code, answer = office.call("ledger", "import", str(file), "--problems", str(problems_book))
    assert exit_code == (3 if answer["value"]["refused"] else 0)
    told = [
        {
            "sheet": p["where"].rsplit("!", 1)[0],
            "row": int(p["where"].rsplit("!", 1)[1]),
            "kind": p["code"],
        }
        for p in answer["problems"]
    ]
    issues.write_text(json.dumps(told), "utf-8")
    assert office.call("ledger", "export", str(export), "--mask", "none")[0] == 0
    scored = _score(str(export), str(_expected(file)), "--issues", str(issues))
    assert scored.returncode == 0, scored.stdout
    report = next(line for line in scored.stdout.splitlines() if line.startswith("issues reported"))
    found, listed = report.split()[2].split("/")
    assert int(found) >= 0.95 * int(listed), scored.stdout


@pytest.mark.parametrize(
    ("office", "file"), [(f, f) for f in FILES[:1]], ids=["01"], indirect=["office"]
)
def test_the_second_time_and_the_corrected_rows_change_nothing_twice(
    office: Office, file: Path, tmp_path: Path
) -> None:
    problems_book = tmp_path / "问题.xlsx"
    _, first = office.call("ledger", "import", str(file), "--problems", str(problems_book))
    _, second = office.call("ledger", "import", str(file))
    rows = first["value"]["new"] + first["value"]["same"]
    assert second["value"] == {"new": 0, "changed": 0, "same": rows, "refused": 0}
    book = load_workbook(problems_book)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[2]}
    row = next(
        r
        for r in range(3, sheet.max_row + 1)
        if "手机号少" in sheet.cell(r, heads["问题（改好后可删去此列）"]).value
    )
    name = sheet.cell(
        row, heads["社区社会组织\n名称"] if "社区社会组织\n名称" in heads else _named(heads)
    ).value
    sheet.cell(row, _phone(heads)).value = "13900000009"
    book.save(problems_book)
    _, third = office.call("ledger", "import", str(problems_book))
    assert (third["value"]["new"], third["value"]["changed"]) == (0, 1)
    _, shown = office.call("org", "show", name)
    assert shown["value"]["fields"]["联系电话"] == "13900000009"


def _named(heads: dict[str, int]) -> int:
    return next(column for text, column in heads.items() if text and "名称" in text)


def _phone(heads: dict[str, int]) -> int:
    return next(column for text, column in heads.items() if text and "电话" in text)


@pytest.mark.parametrize(
    ("office", "file"), [(f, f) for f in FILES[:1]], ids=["01"], indirect=["office"]
)
def test_a_whole_import_is_taken_back_in_one_step(office: Office, file: Path) -> None:
    office.call("ledger", "import", str(file))
    from cso_desk.usecases import history, opening

    with opening.open_desk(office.folder, "王干事", "lianxi-2026") as desk:
        history.undo_last(desk)
    assert office.call("find", "队")[1]["value"] == []


@pytest.mark.parametrize(
    ("office", "file"), [(f, f) for f in FILES[:1]], ids=["01"], indirect=["office"]
)
def test_export_comes_in_again_without_a_change(office: Office, file: Path, tmp_path: Path) -> None:
    office.call("ledger", "import", str(file))
    for name in ("台账.xlsx", "台账.csv"):
        office.call("ledger", "export", str(tmp_path / name), "--mask", "none")
        _, again = office.call("ledger", "import", str(tmp_path / name))
        assert (again["value"]["new"], again["value"]["changed"], again["value"]["refused"]) == (
            0,
            0,
            0,
        )


@pytest.mark.parametrize(
    ("office", "file"), [(f, f) for f in FILES[:1]], ids=["01"], indirect=["office"]
)
def test_looking_and_a_dry_run_write_nothing(office: Office, file: Path) -> None:
    _, seen = office.call("ledger", "look", str(file))
    assert [c["label"] for c in seen["value"]["sheets"][0]["columns"] if c["key"] == "name"] == [
        "组织名称"
    ]
    _, dry = office.call("ledger", "import", str(file), "--dry-run")
    assert dry["value"]["new"] > 50
    assert office.call("find", "队")[1]["value"] == []


@pytest.mark.parametrize(
    ("office", "file"), [(f, f) for f in FILES[:1]], ids=["01"], indirect=["office"]
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    office: Office, file: Path, tmp_path: Path
) -> None:
    encrypted = next(
        f for f in LEDGERS.iterdir() if f.name.startswith("08") and f.suffix == ".xlsx"
    )
    exit_code, answer = office.call("ledger", "import", str(encrypted))
    message = answer["problems"][0]["message"]
    assert exit_code == 1
    assert _score("--message", message, str(_expected(encrypted))).returncode == 0, message
    empty, broken = tmp_path / "空.xlsx", tmp_path / "坏.xlsx"
    empty.write_bytes(b"")
    broken.write_bytes(file.read_bytes()[:4000])
    for one in (empty, broken, tmp_path / "没有.xlsx"):
        exit_code, answer = office.call("ledger", "import", str(one))
        assert exit_code == 1
        assert one.name in answer["problems"][0]["message"]
    both, answer = office.call("ledger", "import", str(file), str(encrypted))
    assert (both, answer["value"]["new"]) == (3, 59)


@pytest.mark.parametrize(
    ("office", "file"), [(f, f) for f in FILES[:1]], ids=["01"], indirect=["office"]
)
def test_masks(office: Office, file: Path, tmp_path: Path) -> None:
    office.call("ledger", "import", str(file))
    out = tmp_path / "台账.xlsx"
    shown = {}
    for mask in ("none", "id", "all"):
        office.call("ledger", "export", str(out), "--mask", mask)
        rows = list(load_workbook(out).active.iter_rows(min_row=2, values_only=True))
        heads, body = rows[0], rows[1:]
        row = next(
            r for r in body if r[heads.index("负责人身份证号")] and r[heads.index("联系电话")]
        )
        shown[mask] = (row[heads.index("负责人身份证号")], row[heads.index("联系电话")])
    assert "*" not in "".join(shown["none"])
    assert (shown["id"][0].count("*"), shown["id"][1]) == (8, shown["none"][1])
    assert shown["all"][1].count("*") == 4
