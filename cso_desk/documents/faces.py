"""Which font draws which character: the bundled families, spare fonts for rare names, and gaps."""

import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cso_desk.documents.coverage import may_have
from cso_desk.errors import Trouble

# Faces that layouts may name: 仿宋-like body, 小标宋-like title, 黑体-like heading.
FACES = ("body", "title", "heading")

_FILES = {
    "body": "NotoSerifSC_400Regular.ttf",
    "title": "NotoSerifSC_700Bold.ttf",
    "heading": "NotoSansSC_500Medium.ttf",
}
BUNDLED = Path(__file__).resolve().parents[2] / "resources" / "fonts"

_SPARE_FILES = ("HanaMinA.ttf", "HanaMinB.ttf", "BabelStoneHan.ttf")
_TRUETYPE = Path("/usr/share/fonts/truetype")
_SHARED_FOLDERS = (_TRUETYPE / "hanazono", _TRUETYPE / "babelstone")  # of Debian's packages

# A ticked box is drawn as an empty box with a tick laid over it: few fonts have the sign itself.
TICKED, EMPTY, TICK = "☑", "□", "√"


@dataclass(frozen=True, slots=True)
class _Loaded:
    name: str
    widths: dict[int, float]


_loaded: dict[Path, _Loaded] = {}
_loading = threading.Lock()


def _load(path: Path) -> _Loaded:
    """Load a font file once per process."""
    with _loading:
        if path not in _loaded:
            from cso_desk.documents.embedding import register

            name = f"{path.stem}-{len(_loaded)}"
            _loaded[path] = _Loaded(name, register(name, str(path)))
        return _loaded[path]


class Fonts:
    """The fonts of one desk.

    `folder` holds the bundled families; `body` may name an own text font of the office (a 仿宋
    TrueType file) that is tried before the bundled one; `spare` are tried in order for characters
    that the bundled fonts lack, and are loaded only then (files that do not exist are passed over).
    """

    def __init__(
        self,
        folder: Path = BUNDLED,
        *,
        body: Path | None = None,
        spare: Sequence[Path] | None = None,
    ) -> None:
        if spare is None:
            places = (folder, *_SHARED_FOLDERS)
            spare = [place / name for name in _SPARE_FILES for place in places]
        rest = [path for path in spare if path.is_file()]
        regular = [body] if body is not None else []
        regular.append(folder / _FILES["body"])
        self._chains = {
            "body": [*regular, *rest],
            "title": [folder / _FILES["title"], *regular, *rest],
            "heading": [folder / _FILES["heading"], *regular, *rest],
        }
        self._found: dict[str, dict[str, tuple[str, float] | None]] = {face: {} for face in FACES}

    def missing(self, text: str, face: str = "body") -> list[str]:
        """Return each character of `text` that no font can draw, once, in order."""
        return [char for char in dict.fromkeys(text) if self._place(char, face) is None]

    def width(self, text: str, face: str) -> float:
        """Return the advance of `text` at type size 1; a character without a font counts 1."""
        found = self._found[face]
        total = 0.0
        for char in text:
            place = found[char] if char in found else self._place(char, face)
            total += place[1] if place else 1.0
        return total

    def runs(self, text: str, face: str) -> Iterator[tuple[str, str]]:
        """Yield (registered font name, characters) for the parts of `text` that one font draws.

        Characters that no font has are left out; ask `missing` before.
        """
        name, run = "", ""
        for char in text:
            place = self._place(char, face)
            if place is None:
                continue
            if place[0] != name and run:
                yield name, run
                run = ""
            name = place[0]
            run += char
        if run:
            yield name, run

    def first(self, face: str = "body") -> str:
        """Return the registered name of the main font of `face`."""
        return self._load(self._chains[face][0]).name

    def _place(self, char: str, face: str) -> tuple[str, float] | None:
        found = self._found[face]
        if char not in found:
            found[char] = self._search(char, face)
        return found[char]

    def _search(self, char: str, face: str) -> tuple[str, float] | None:
        if char == TICKED:
            return self._search(EMPTY, face)
        for number, path in enumerate(self._chains[face]):
            if number and path not in _loaded and not may_have(path, char):
                continue
            font = self._load(path)
            width = font.widths.get(ord(char))
            if width is not None:
                return sys.intern(font.name), width / 1000
        return None

    def _load(self, path: Path) -> _Loaded:
        try:
            return _loaded.get(path) or _load(path)
        except OSError as error:
            raise Trouble(
                "FONT_MISSING",
                f"字体文件 {path.name} 打不开，不能打印。请重新安装本程序；自选的字体请换成 TrueType（.ttf）。",
            ) from error


def missing_characters(text: str, fonts: Fonts) -> list[str]:
    """Return the characters of `text` that cannot be printed, each once, in order."""
    from cso_desk.documents.templates import clean

    return fonts.missing(clean(text).replace("\n", ""))
