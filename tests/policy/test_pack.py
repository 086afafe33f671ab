"""The default pack is whole and sourced; broken packs are refused with file and place."""

import json
import shutil
from pathlib import Path

import pytest

from cso_desk.errors import Problems
from cso_desk.policy import default_pack, read_pack, write_pack
from cso_desk.policy.pack import RESOURCES

DEFAULT = RESOURCES / "policy" / "default"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEFAULT, tmp_path / "pack"))


def test_every_entry_names_a_source_of_the_pack() -> None:
    pack = default_pack()
    unsourced = [entry.path for entry in pack.entries() if entry.source not in pack.head["sources"]]
    assert not unsourced


def test_every_entry_has_a_chinese_label() -> None:
    assert all(
        any("\u4e00" <= c <= "\u9fff" for c in entry.label) for entry in default_pack().entries()
    )


def test_every_local_word_maps_to_a_category_of_the_scheme() -> None:
    pack = default_pack()
    assert set(pack.value("categories.mapping")) <= set(pack.value("categories.scheme"))
    words = [word for local in pack.value("categories.mapping").values() for word in local]
    assert len(words) == len(set(words)), "a word in two categories"


def test_a_pack_goes_out_and_comes_back_the_same(tmp_path: Path) -> None:
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    write_pack(default_pack(), first)
    write_pack(read_pack(first), second)
    assert read_pack(first) == default_pack()
    assert first.read_bytes() == second.read_bytes()


def test_a_wrong_value_is_refused_with_its_file(copy: Path) -> None:
    raw = json.loads((copy / "filing.json").read_text("utf-8"))
    raw["authority"]["value"] = "village"
    (copy / "filing.json").write_text(json.dumps(raw), "utf-8")
    with pytest.raises(Problems) as caught:
        read_pack(copy)
    assert [p.where for p in caught.value.problems] == ["filing.json"]


@pytest.mark.parametrize("text", [b"\xff\xfe", b"{", b"[" * 100_000])
def test_a_broken_file_is_refused(copy: Path, text: bytes) -> None:
    (copy / "filing.json").write_bytes(text)
    with pytest.raises(Problems, match=r"filing\.json"):
        read_pack(copy)


def test_an_unknown_subject_is_refused(copy: Path) -> None:
    (copy / "strange.json").write_text("{}", "utf-8")
    with pytest.raises(Problems, match="不认识"):
        read_pack(copy)


def test_what_is_no_pack_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(b"not a zip")
    with pytest.raises(Problems, match="打不开"):
        read_pack(file)
    with pytest.raises(Problems, match=r"pack\.json"):
        read_pack(tmp_path)
