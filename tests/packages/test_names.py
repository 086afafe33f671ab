import unicodedata
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from cso_desk.packages.names import KIND_WORDS, SUFFIX, numbered, package_name, plain_name

DAY = date(2026, 11, 22)
PLACES = st.lists(st.text(max_size=120), max_size=3)
RESERVED = {"CON", "PRN", "AUX", "NUL", "COM1", "COM9", "LPT1", "LPT³", "CONIN$"}


def check(name: str) -> None:
    assert name.endswith(SUFFIX)
    assert unicodedata.normalize("NFC", name) == name
    assert len(name) <= 80 and len(name.encode("utf-8")) <= 200
    assert not set(name) & set('\\/:*?"<>|')
    assert not {unicodedata.category(letter) for letter in name} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert name[0] not in " .~-" and name[-1] not in " ."
    assert name.partition(".")[0].rstrip().upper() not in RESERVED


@settings(deadline=None)
@given(PLACES, st.sampled_from(sorted(KIND_WORDS)), st.integers(1, 99999))
def test_any_place_gives_a_name_that_every_file_system_takes(places, kind, seq):
    name = package_name(places, kind, DAY, seq)
    check(name)
    assert f"{KIND_WORDS[kind]}_2026-11-22_{seq:04d}" in name
    check(numbered(name, 2))
    assert numbered(name, 2).endswith(f"(2){SUFFIX}")


@settings(deadline=None)
@given(st.sampled_from(sorted(RESERVED)), st.sampled_from(["", ".x", " ", " .镇"]))
def test_names_that_windows_keeps_for_devices(word, more):
    check(package_name([word + more], "report", DAY, 1))


def test_the_name_is_the_one_of_the_specification():
    name = package_name(["某县", "某乡", "某社区"], "report", DAY, 12)
    assert name == "某县_某乡_某社区_上报_2026-11-22_0012.csopkg"
    assert package_name([], "receipt", DAY, 3) == "回执_2026-11-22_0003.csopkg"


def test_long_places_are_shortened_evenly_and_none_is_lost():
    name = package_name(["长" * 60, "短县", "远" * 60], "report", DAY, 1)
    first, second, third, *_ = name.split("_")
    assert second == "短县" and abs(len(first) - len(third)) <= 1 and len(first) > 15


def test_rare_characters_stay():
    assert "𰻝𫚥" in package_name(["𰻝𫚥镇"], "report", DAY, 1)


def test_the_plain_name_is_ascii():
    assert plain_name(12).isascii()
    check(plain_name(12))
