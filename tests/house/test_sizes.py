"""Files and functions stay small, names tell one job, only one module opens message boxes."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    [*(ROOT / "cso_desk").rglob("*.py"), *(ROOT / "ui").rglob("*.py"), ROOT / "dev.py"]
)
VAGUE = ("utils", "util", "helper", "helpers", "manager", "base", "common", "misc")


def test_files_have_at_most_400_lines() -> None:
    long = {
        str(f.relative_to(ROOT)): n
        for f in SOURCES
        if (n := len(f.read_text("utf-8").splitlines())) > 400
    }
    assert not long


def test_functions_have_at_most_40_lines() -> None:
    long = {}
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                lines = node.end_lineno - node.lineno + 1
                if lines > 40:
                    long[f"{file.relative_to(ROOT)}:{node.name}"] = lines
    assert not long


def test_no_module_has_a_vague_name() -> None:
    assert not [f for f in SOURCES if f.stem in VAGUE]


def test_only_say_opens_message_boxes() -> None:
    sinners = [f for f in SOURCES if "QMessageBox" in f.read_text("utf-8") and f.name != "say.py"]
    assert not sinners


def test_every_module_says_its_job() -> None:
    silent = [
        f
        for f in SOURCES
        if f.read_text("utf-8").strip() and not ast.get_docstring(ast.parse(f.read_text("utf-8")))
    ]
    assert not silent


def test_no_test_is_skipped() -> None:
    marks = ("pytest.mark.sk" + "ip", "pytest.sk" + "ip(", "xf" + "ail")
    guilty = [
        f for f in (ROOT / "tests").rglob("*.py") if any(m in f.read_text("utf-8") for m in marks)
    ]
    assert not guilty
