"""Remake resources/fonts from the npm packages of Noto Serif SC and Noto Sans SC (0.4.3).

    npm pack @expo-google-fonts/noto-serif-sc@0.4.3 @expo-google-fonts/noto-sans-sc@0.4.3
    (unpack each .tgz into a folder of its own)
    pip install fonttools==4.68.0
    python packaging/cut_fonts.py SERIF_FOLDER SANS_FOLDER

The regular weights are copied whole: they draw the names of people and places. The heavier
weights draw headings, and are cut to the 8,105 characters of 通用规范汉字表, GB 2312 and the
signs of official forms. Same input, same bytes.
"""

import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
FONTS = HERE.parent / "resources" / "fonts"

WHOLE = {"serif": ["400Regular/NotoSerifSC_400Regular.ttf"],
         "sans": ["400Regular/NotoSansSC_400Regular.ttf"]}  # fmt: skip
CUT = {"serif": ["700Bold/NotoSerifSC_700Bold.ttf"],
       "sans": ["500Medium/NotoSansSC_500Medium.ttf"]}  # fmt: skip
LICENCE = {"serif": "OFL-NotoSerifSC.txt", "sans": "OFL-NotoSansSC.txt"}

SIGNS = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1: ×, ÷, °, ·
    (0x2010, 0x2044),  # dashes, quotes, ellipsis, per mille
    (0x2100, 0x214F),  # ℃, №, ™
    (0x2150, 0x218F),  # fractions, Roman numbers
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # ≤, ≥, ≈
    (0x2460, 0x24FF),  # ①, ⑴
    (0x2500, 0x25FF),  # boxes, □, ■, ○
    (0x2605, 0x2606),  # ★, ☆
    (0x2610, 0x2613),  # ☐, ☑, ☒
    (0x2713, 0x2718),  # ✓, ✗
    (0x3000, 0x303F),  # 、。《》〔〕々
    (0x3200, 0x33FF),  # ㈠, ㎡
    (0xFE10, 0xFE6F),  # forms for vertical text
    (0xFF00, 0xFFEF),  # full-width forms
]


def gb2312() -> set[int]:
    """Code points of all 7,445 characters of GB 2312-80."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def kept() -> set[int]:
    """Code points that a cut weight keeps."""
    listed = (HERE / "tongyong_8105.txt").read_text(encoding="utf-8")
    signs = {code for first, last in SIGNS for code in range(first, last + 1)}
    return {ord(c) for c in listed if c != "\n"} | gb2312() | signs


def cut(source: Path, target: Path) -> None:
    """Write the font `source` with only the kept characters; features: kerning, vertical forms."""
    options = Options(layout_features=["kern", "vert", "vrt2", "vkrn"], notdef_outline=True)
    options.name_IDs = ["*"]
    options.drop_tables += ["DSIG"]
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=kept())
    subsetter.subset(font)
    font.save(target, reorderTables=True)


def main() -> None:
    for family, given in zip(("serif", "sans"), sys.argv[1:3], strict=True):
        folder = Path(given)
        if (folder / "package").is_dir():
            folder /= "package"
        for name in WHOLE[family]:
            shutil.copyfile(folder / name, FONTS / Path(name).name)
        for name in CUT[family]:
            cut(folder / name, FONTS / Path(name).name)
        shutil.copyfile(folder / "LICENSE_FONT", FONTS / LICENCE[family])


if __name__ == "__main__":
    main()
