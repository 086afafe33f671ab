"""Each form looks as it did when somebody looked at it: rendered small, compared loosely.

The reference pictures are grey PNGs at 40 dots per inch. After a wanted change: look at the pages,
delete the pictures that differ, and run this test twice; the first run writes them anew and fails.
"""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageFilter

KEPT = Path(__file__).resolve().parents[1] / "pictures" / "documents"
ROUNDS = ("Q01", "Q02", "Q03", "Q04", "Q05", "Q06", "Q07", "Q08", "Q09", "Q10")
CODES = (
    "E01",
    "E02",
    "E03",
    "F01",
    "F04",
    "F06",
    "F17",
    "P01",
    "P02",
    "P03",
    "P04",
    "P06",
    *ROUNDS,
)
TILE = 24  # dots: a table row or a line of a paragraph that moved shows within one tile
TOLERANCE = 30  # of 255, mean over a tile after blurring


def rendered(path: Path, folder: Path) -> Image.Image:
    subprocess.run(
        ["pdftoppm", "-r", "40", "-gray", "-singlefile", "-png", path, folder / "page"], check=True
    )
    with Image.open(folder / "page.png") as picture:
        return picture.convert("L")


def worst_tile(one: Image.Image, other: Image.Image) -> float:
    """Return the largest mean difference of any tile of two pictures."""
    blurred = [picture.filter(ImageFilter.GaussianBlur(2)) for picture in (one, other)]
    small = (max(one.width // TILE, 1), max(one.height // TILE, 1))
    tiles = [picture.resize(small, Image.Resampling.BOX).tobytes() for picture in blurred]
    return max(abs(a - b) for a, b in zip(*tiles, strict=True))


@pytest.mark.parametrize("kind", ["empty", "whole"])
@pytest.mark.parametrize("code", CODES)
def test_a_form_looks_as_it_did(
    code: str,
    kind: str,
    press: Callable[..., Any],
    record: Callable[[str], dict[str, Any]],
    tmp_path: Path,
) -> None:
    picture = rendered(press(code, [record(kind)]).path, tmp_path)
    kept = KEPT / f"{code}-{kind}.png"
    if not kept.exists():
        picture.save(kept, optimize=True)
        pytest.fail(f"{kept.name} was missing; it has been written: look at it")
    with Image.open(kept) as before:
        assert before.size == picture.size
        assert worst_tile(picture, before.convert("L")) <= TOLERANCE


def test_the_comparison_sees_a_missing_table_row() -> None:
    page = Image.new("L", (330, 467), 255)
    other = page.copy()
    other.paste(0, (40, 200, 290, 214))
    assert worst_tile(page, other) > TOLERANCE
