"""Remake resources/icons from the npm package lucide-static (1.62.0).

    npm pack lucide-static@1.62.0            (unpack it into a folder)
    python packaging/take_icons.py FOLDER

The files keep Lucide's own names; resources/icons/README.md says what each one stands for.
"""

import re
import shutil
import sys
from pathlib import Path

ICONS = Path(__file__).parent.parent / "resources" / "icons"


def listed() -> list[str]:
    """Icon names in the first column of the README's table."""
    text = (ICONS / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `([a-z0-9-]+)`", text, flags=re.MULTILINE)


def main() -> None:
    folder = Path(sys.argv[1])
    if (folder / "package").is_dir():
        folder /= "package"
    for name in listed():
        shutil.copyfile(folder / "icons" / f"{name}.svg", ICONS / f"{name}.svg")
    shutil.copyfile(folder / "LICENSE", ICONS / "LICENSE-lucide.txt")


if __name__ == "__main__":
    main()
