"""The sentences of the house (design.md 1), each with itself as the failure message."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("store", "documents", "workbooks", "packages")
STANDARD_ONLY = [
    "cso_desk/fields",
    "cso_desk/errors.py",
    "cso_desk/progress.py",
    "cso_desk/clock.py",
]


def _files(*places: str) -> list[Path]:
    found: list[Path] = []
    for place in places:
        path = ROOT / place
        found.extend([path] if path.is_file() else sorted(path.rglob("*.py")))
    return found


def _imports(file: Path) -> set[str]:
    """Return the absolute names of everything that a file imports, wherever in it."""
    package = list(file.relative_to(ROOT).with_suffix("").parts[:-1])
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*start, *([node.module] if node.module else [])])
            names.add(stem)
            names.update(f"{stem}.{alias.name}" for alias in node.names)
    return names


def _sinners(
    places: list[str], forbidden: tuple[str, ...], allowed: tuple[str, ...] = ()
) -> list[str]:
    found = []
    for file in _files(*places):
        for name in _imports(file):
            bad = any(name == one or name.startswith(f"{one}.") for one in forbidden)
            if bad and not any(name == one or name.startswith(f"{one}.") for one in allowed):
                found.append(f"{file.relative_to(ROOT)} imports {name}")
    return sorted(found)


SENTENCES: list[tuple[str, list[str], tuple[str, ...], tuple[str, ...]]] = [
    (
        "the ground imports nothing of ours above it",
        STANDARD_ONLY,
        ("cso_desk", "ui"),
        ("cso_desk.fields",),
    ),
    (
        "fields/ imports the standard library alone",
        ["cso_desk/fields"],
        ("cso_desk.errors", "cso_desk.records"),
        (),
    ),
    (
        "records/ and policy/ stand on the ground",
        ["cso_desk/records", "cso_desk/policy"],
        tuple(f"cso_desk.{room}" for room in (*ROOMS, "usecases", "cli")),
        (),
    ),
    *(
        (
            f"{room}/ does not know its neighbours or what stands above it",
            [f"cso_desk/{room}"],
            tuple(f"cso_desk.{other}" for other in (*ROOMS, "usecases", "cli") if other != room),
            (),
        )
        for room in ROOMS
    ),
    ("use cases do not know the roof", ["cso_desk/usecases"], ("cso_desk.cli", "ui"), ()),
    ("nothing in cso_desk/ imports Qt or ui", ["cso_desk"], ("PySide6", "shiboken6", "ui"), ()),
    (
        "the roof knows use cases, records and policy only",
        ["ui", "cso_desk/cli"],
        (
            "sqlalchemy",
            "sqlcipher3",
            "reportlab",
            "openpyxl",
            "zipfile",
            "python_calamine",
            "pikepdf",
            *tuple(f"cso_desk.{room}" for room in ROOMS),
        ),
        (),
    ),
]


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence[0])
def test_arrows_go_down(sentence: tuple[str, list[str], tuple[str, ...], tuple[str, ...]]) -> None:
    words, places, forbidden, allowed = sentence
    assert not _sinners(places, forbidden, allowed), words


LIBRARIES = [
    (
        "only records/ and store/ import SQLAlchemy",
        ("sqlalchemy", "sqlcipher3"),
        ("records", "store"),
    ),
    ("only documents/ draws PDF", ("reportlab", "pikepdf", "rl_accel"), ("documents",)),
    (
        "only workbooks/ opens spreadsheets",
        ("openpyxl", "python_calamine", "xlrd", "lxml"),
        ("workbooks",),
    ),
    (
        "only packages/ seals",
        ("pyrage", "zipfile"),
        ("packages", "workbooks", "policy", "documents"),
    ),
    ("only documents/ writes Word files", ("docx",), ("documents",)),
    ("only store/ and packages/ hold keys", ("cryptography",), ("store", "packages")),
]


@pytest.mark.parametrize("sentence", LIBRARIES, ids=lambda sentence: sentence[0])
def test_libraries_have_one_room(sentence: tuple[str, tuple[str, ...], tuple[str, ...]]) -> None:
    words, libraries, rooms = sentence
    others = [
        str(path.relative_to(ROOT))
        for path in [*(ROOT / "cso_desk").iterdir(), ROOT / "ui"]
        if path.name not in rooms and (path.is_dir() or path.suffix == ".py")
    ]
    assert not _sinners(others, libraries), words


def test_fields_import_only_the_standard_library() -> None:
    import sys

    outside = {
        name.split(".")[0]
        for file in _files(*STANDARD_ONLY)
        for name in _imports(file)
        if name.split(".")[0] not in sys.stdlib_module_names and name.split(".")[0] != "cso_desk"
    }
    assert not outside
