"""enrol, package and receipt from the command line: two desks and a folder as the stick (contract.md)."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cso_desk.cli.main import main

PASSWORD = "ceshi-2026"
KEYS = {
    *("verdict", "code", "from", "seq", "added", "changed"),
    *("removed", "same", "refused", "missing_seqs"),
}


class Desk:
    """Calls verbs on one data folder with --json."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def answer(self, *words: object, expect: int = 0) -> dict[str, Any]:
        """Call a verb and return its whole answer."""
        code = main([*map(str, words), "--data", str(self.folder), "--json"])
        heard = self._capsys.readouterr()
        answer: dict[str, Any] = json.loads(heard.out)
        assert code == expect, answer
        assert answer["ok"] is (expect == 0)
        assert "Traceback" not in heard.err
        if expect == 1:
            assert all(one["code"] and one["message"][-1] == "。" for one in answer["problems"])
            assert answer["problems"]
        return answer

    def value(self, *words: object, expect: int = 0) -> Any:
        """Call a verb and return its value."""
        return self.answer(*words, expect=expect)["value"]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folders of 百泉镇, 峪河镇 and 辉县市, fresh; never opened themselves."""
    root = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSO_DESK_PASSWORD", PASSWORD)
        for name, code in (("town", "410782103"), ("other", "410782102"), ("county", "410782")):
            assert main(["new", "--unit", code, "--data", str(root / name)]) == 0
    return root


@pytest.fixture
def desks(
    made: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, Desk]:
    """The three desks, not enrolled yet."""
    monkeypatch.setenv("CSO_DESK_PASSWORD", PASSWORD)
    shutil.copytree(made, tmp_path / "desks")
    return {name: Desk(tmp_path / "desks" / name, capsys) for name in ("town", "other", "county")}


def _enrol(below: Desk, above: Desk, folder: Path) -> None:
    request, certificate = folder / "申请.json", folder / "证书.json"
    asked = below.value("enrol", "request", "--out", request)
    issued = above.value(
        *("enrol", "issue", request, "--fingerprint", asked["own_fingerprint"]),
        *("--out", certificate),
    )
    assert issued["fingerprint"] == asked["own_fingerprint"]
    own = issued["own_fingerprint"]
    taken = below.value("enrol", "accept", certificate, "--fingerprint", own)
    assert (taken["fingerprint"], taken["own_fingerprint"]) == (own, asked["own_fingerprint"])


@pytest.fixture
def pair(desks: dict[str, Desk], tmp_path: Path) -> tuple[Desk, Desk, Path]:
    """The township with one organization, its county, and the stick; enrolled."""
    town, county = desks["town"], desks["county"]
    papers = tmp_path / "enrolment"
    _enrol(town, county, papers)
    _add(town, "百泉夕阳红舞蹈队")
    return town, county, tmp_path / "stick"


def _add(desk: Desk, name: str) -> str:
    fields = {"组织名称": name, "联系电话": "13900001234"}
    words = [word for key, text in fields.items() for word in ("--set", f"{key}={text}")]
    return str(desk.value("org", "add", *words)["id"])


def _only(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


def test_the_request_has_only_its_own_code(desks, tmp_path):
    town = desks["town"]
    paper = tmp_path / "核对表.pdf"
    value = town.value("enrol", "request", "--out", tmp_path / "r.json", "--paper", paper)
    assert "fingerprint" not in value
    assert paper.read_bytes().startswith(b"%PDF")
    request = json.loads((tmp_path / "r.json").read_bytes())
    assert {"v", "unit", "name", "level", "sign", "seal", "suite"} <= set(request)


def test_the_whole_way_up_and_the_receipt_back(pair, tmp_path):
    town, county, stick = pair
    slip = tmp_path / "报送单.pdf"
    sent = town.value("package", "make", "--to", "410782", "--out", stick, "--slip", slip)
    assert {"file", "seq", "rows", "check_code"} <= set(sent)
    assert (sent["seq"], sent["rows"]) == (1, 1)
    assert str(_only(stick)) == sent["file"]
    assert slip.read_bytes().startswith(b"%PDF")

    (looked,) = county.value("package", "look", sent["file"])
    assert set(looked) >= KEYS
    assert (looked["verdict"], looked["code"], looked["added"]) == ("ok", None, 1)
    assert county.value("find", "夕阳红") == []

    receipts, papers = tmp_path / "receipts", tmp_path / "papers"
    (taken,) = county.value(
        *("package", "take", sent["file"]),
        *("--receipts", receipts, "--papers", papers),
    )
    assert set(taken) >= KEYS
    assert {**looked, "receipt": 0, "paper": 0} == {**taken, "receipt": 0, "paper": 0}
    assert _only(papers).suffix == ".pdf"
    found = county.value("find", "夕阳红")
    assert [one["name"] for one in found] == ["百泉夕阳红舞蹈队"]

    tables = town.value("receipt", "take", _only(receipts))
    assert tables["organization"]["added"] == 1
    assert town.value("receipt", "take", _only(receipts)) == tables
    (line,) = town.value("package", "outbox")
    assert (line["state"], line["present"]) == ("已接收", False)


def test_before_enrolment_there_is_no_package(desks, tmp_path):
    answer = desks["town"].answer(
        "package", "make", "--to", "410782", "--out", tmp_path / "stick", expect=1
    )
    assert answer["problems"][0]["code"] == "NOT_ENROLLED"


def test_a_wrong_code_is_refused(desks, tmp_path):
    town, county = desks["town"], desks["county"]
    town.value("enrol", "request", "--out", tmp_path / "r.json")
    answer = county.answer(
        *("enrol", "issue", tmp_path / "r.json", "--fingerprint", "0" * 32),
        *("--out", tmp_path / "c.json"),
        expect=1,
    )
    assert answer["problems"][0]["field"] == "fingerprint"
    assert not (tmp_path / "c.json").exists()
    assert county.value("enrol", "list")["peers"] == []


def test_files_that_are_not_there_are_refused(desks, tmp_path):
    for words in (
        ("enrol", "issue", tmp_path / "no", "--fingerprint", "0" * 32, "--out", tmp_path / "c"),
        ("enrol", "accept", tmp_path / "no", "--fingerprint", "0" * 32),
        ("receipt", "take", tmp_path / "no"),
        ("package", "look", tmp_path / "no"),
        ("package", "take", tmp_path / "no"),
    ):
        desks["county"].answer(*words, expect=1)


def test_exit_codes_of_good_bad_and_mixed(pair, tmp_path):
    town, county, stick = pair
    sent = town.value("package", "make", "--to", "410782", "--out", stick)
    broken = tmp_path / "坏的.csopkg"
    broken.write_bytes(Path(sent["file"]).read_bytes()[:-1] + b"x")

    (refused,) = county.value("package", "take", broken, expect=1)
    assert (refused["verdict"], refused["added"]) == ("refused", 0)
    assert set(refused) >= KEYS
    answer = county.answer("package", "take", broken, sent["file"], expect=3)
    assert [one["verdict"] for one in answer["value"]] == ["refused", "ok"]
    assert answer["problems"][0]["where"] == broken.name
    (again,) = county.value("package", "take", sent["file"])
    assert (again["verdict"], again["code"]) == ("duplicate", "DUPLICATE")


def test_a_dry_run_takes_nothing(pair):
    town, county, stick = pair
    sent = town.value("package", "make", "--to", "410782", "--out", stick)
    (seen,) = county.value("package", "take", sent["file"], "--dry-run")
    assert (seen["verdict"], seen["added"], seen["receipt"]) == ("ok", 1, None)
    assert county.value("find", "夕阳红") == []
    assert county.value("package", "take", sent["file"])[0]["verdict"] == "ok"


def test_a_package_for_another_unit_is_refused(pair, desks):
    town, _, stick = pair
    sent = town.value("package", "make", "--to", "410782", "--out", stick)
    (seen,) = desks["other"].value("package", "take", sent["file"], expect=1)
    assert (seen["verdict"], seen["code"]) == ("refused", "NOT_FOR_ME")


def test_a_copied_data_folder_used_elsewhere_is_a_fork(pair, tmp_path):
    town, county, stick = pair
    old = shutil.copytree(town.folder, tmp_path / "old")
    _add(town, "百泉一队")
    first = town.value("package", "make", "--to", "410782", "--out", stick / "1")
    town.folder = old
    _add(town, "百泉二队")
    second = town.value("package", "make", "--to", "410782", "--out", stick / "2")
    assert first["seq"] == second["seq"]
    assert county.value("package", "take", first["file"])[0]["verdict"] == "ok"
    (seen,) = county.value("package", "take", second["file"], expect=1)
    assert (seen["verdict"], seen["code"]) == ("fork", "FORK")


def test_a_write_on_the_townships_record_is_refused_by_the_county(pair):
    town, county, stick = pair
    sent = town.value("package", "make", "--to", "410782", "--out", stick)
    county.value("package", "take", sent["file"])
    answer = county.answer(
        "org", "set", "百泉夕阳红舞蹈队", "--set", "联系电话=13900005555", expect=1
    )
    assert answer["problems"][0]["code"] == "not_owner"
    assert "百泉镇" in answer["problems"][0]["message"]


def test_write_again_gives_the_same_bytes(pair, tmp_path):
    town, _, stick = pair
    sent = town.value("package", "make", "--to", "410782", "--out", stick)
    again = town.value("package", "again", sent["id"], "--out", tmp_path / "b")
    assert Path(again["file"]).read_bytes() == Path(sent["file"]).read_bytes()


@pytest.mark.parametrize("words", ["enrol", "package", "receipt", "package take", "enrol issue"])
def test_help_is_chinese(words, capsys):
    assert main([*words.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    assert "用法" in shown
    if " " in words:
        assert "例：" in shown


def test_a_record_opens_down_to_the_package_that_brought_it(pair):
    town, county, stick = pair
    sent = town.value("package", "make", "--to", "410782", "--out", stick, "--no-attachments")
    assert (sent["full"], sent["attachments"]) == (True, 0)
    county.value("package", "take", sent["file"])
    (found,) = county.value("find", "夕阳红")
    way = county.value("package", "origin", found["id"])
    assert (way["owner_name"], way["whole"]) == ("百泉镇", True)
    assert [(one["seq"], one["proved"]) for one in way["steps"]] == [(1, True)]
    county.answer("package", "origin", "no-record", expect=1)


def test_an_import_is_taken_back(pair, tmp_path):
    town, county, stick = pair
    sent = town.value("package", "make", "--to", "410782", "--out", stick)
    county.value("package", "take", sent["file"], "--receipts", tmp_path / "r")
    (kept,) = county.value("package", "received")
    assert (kept["package"], kept["seq"], kept["held"]) == (sent["id"], 1, None)
    told = county.value("package", "undo", sent["id"], "--receipts", tmp_path / "back")
    assert (told["seq"], Path(told["receipt"]).exists()) == (1, True)
    assert county.value("find", "夕阳红") == []
    assert county.value("package", "received") == []
    county.answer("package", "undo", sent["id"], expect=1)
    town.value("receipt", "take", told["receipt"])
    assert town.value("package", "outbox")[0]["state"] == "上级已还原，请重新生成"
    assert county.value("package", "take", sent["file"])[0]["verdict"] == "ok"


def test_an_older_copy_still_makes_packages_here_and_the_receiver_finds_the_fork(pair, tmp_path):
    town, county, stick = pair
    shutil.copytree(town.folder, tmp_path / "old")
    newer = town.value("package", "make", "--to", "410782", "--out", stick / "1")
    shutil.rmtree(town.folder)
    shutil.copytree(tmp_path / "old", town.folder)
    older = town.answer("package", "make", "--to", "410782", "--out", stick / "2")
    assert [one["code"] for one in older["problems"]] == ["RESTORED"]
    county.value("package", "take", newer["file"])
    (seen,) = county.value("package", "take", older["value"]["file"], expect=1)
    assert (seen["verdict"], seen["code"]) == ("fork", "FORK")
