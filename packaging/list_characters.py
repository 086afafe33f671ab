"""Remake tongyong_8105.txt: the characters of 通用规范汉字表 (State Council, 2013), in its order.

    python packaging/list_characters.py /usr/share/unicode/Unihan_OtherMappings.txt.bz2

The input is Unihan's kTGH property ('2013:n', n = 1 … 8105), as Debian's package unicode-data
(15.0.0) holds it.
"""

import bz2
import sys
from pathlib import Path

OUT = Path(__file__).parent / "tongyong_8105.txt"
EXPECTED = 8105
PER_LINE = 50


def characters(unihan: str) -> str:
    """All characters that carry kTGH, sorted by their number in the table."""
    numbered = {}
    for line in unihan.splitlines():
        columns = line.split("\t")
        if len(columns) == 3 and columns[1] == "kTGH":
            number = int(columns[2].split(":")[1])
            numbered[number] = chr(int(columns[0].removeprefix("U+"), 16))
    return "".join(numbered[n] for n in sorted(numbered))


def main() -> None:
    text = characters(bz2.decompress(Path(sys.argv[1]).read_bytes()).decode("utf-8"))
    if len(text) != EXPECTED:
        raise SystemExit(f"expected {EXPECTED} characters, found {len(text)}")
    lines = [text[i : i + PER_LINE] for i in range(0, len(text), PER_LINE)]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
