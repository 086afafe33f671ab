"""Witness files: how far a desk had come, kept outside its database, where an old copy does not take them back.

They lie in the user's folder of program data, in a machine-wide one where that can be written, and as `.csowitness` at
the root of each stick; a folder that is no stick gets the package alone. A file on this computer stands for one data
folder; a stick's for one life of a database, whichever computer it runs on. Each is sealed with a key that only this
desk's data key gives, so a foreign or spoilt one says nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from . import folder as places
from .desk import Desk

PLACE = "CSO_DESK_WITNESS"
"""The environment variable that names another place for what else lies in the folders of this computer."""
ON_STICK = ".csowitness"
_PURPOSE = b"cso-desk witness/1\n"
_MOST_BYTES = 64 * 1024
_MOST_DESKS = 64
_VARIABLE_DATA = Path("/var/lib/csodesk")


def read_witnesses(desk: Desk, folder: Path | None = None) -> list[Mapping[str, Any]]:
    """Return what the witnesses of this life of the desk's database say; unreadable and foreign ones are left out.

    `folder` is where a package goes: if it lies on a stick, that stick's witness is heard too.
    """
    found = [_read_sealed(desk, _load(file)) for file in _files(desk)]
    stick = places.stick_of(folder) if folder is not None else None
    if stick is not None:
        found.append(_read_sealed(desk, _on_stick(stick).get(_mark(desk))))
    return [one for one in found if one is not None]


def write_witnesses(desk: Desk, said: Mapping[str, Any], folder: Path | None = None) -> None:
    """Write what the desk has come to; a place that cannot be written is left out."""
    sealed = _sealed(desk, said)
    for file in _files(desk):
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            places.write_whole(file, json.dumps(sealed).encode())
    stick = places.stick_of(folder) if folder is not None else None
    if stick is not None:
        desks = {name: one for name, one in _on_stick(stick).items() if name != _mark(desk)}
        kept = dict([*desks.items()][1 - _MOST_DESKS :])
        with suppress(OSError):
            content = {"v": 1, "desks": {**kept, _mark(desk): sealed}}
            places.write_whole(stick / ON_STICK, json.dumps(content).encode())


def _homes() -> Sequence[Path]:
    named = os.environ.get(PLACE)
    if named:
        return [Path(named) / "user", Path(named) / "machine"]
    from platformdirs import site_data_path, user_config_path

    user = user_config_path("CSODesk", appauthor=False, roaming=True) / "witness"
    if sys.platform == "win32":
        return [user, site_data_path("CSODesk", appauthor=False) / "witness"]
    return [user, _VARIABLE_DATA / "witness"] if _VARIABLE_DATA.is_dir() else [user]


def _files(desk: Desk) -> list[Path]:
    place = f"{desk.instance}\n{os.path.realpath(desk.folder)}"
    name = hashlib.sha256(place.encode()).hexdigest()[:32]
    return [home / f"{name}.json" for home in _homes()]


def _load(file: Path) -> Any:
    try:
        with file.open("rb") as source:
            return json.loads(source.read(_MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return None


def _on_stick(stick: Path) -> dict[str, Any]:
    found = _load(stick / ON_STICK)
    desks = found.get("desks") if isinstance(found, dict) else None
    return desks if isinstance(desks, dict) else {}


def _mark(desk: Desk) -> str:
    return _code(desk, f"{desk.unit}/{desk.instance}")[:32]


def _code(desk: Desk, text: str) -> str:
    key = hmac.digest(desk.key, _PURPOSE, "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def _sealed(desk: Desk, said: Mapping[str, Any]) -> dict[str, str]:
    text = json.dumps({**said, "instance": desk.instance}, sort_keys=True)
    return {"said": text, "code": _code(desk, text)}


def _read_sealed(desk: Desk, kept: Any) -> Mapping[str, Any] | None:
    if not isinstance(kept, dict):
        return None
    text, code = kept.get("said"), kept.get("code")
    if not isinstance(text, str) or not isinstance(code, str) or not code.isascii():
        return None
    if not hmac.compare_digest(code, _code(desk, text)):
        return None
    said: Mapping[str, Any] = json.loads(text)
    return said if said.get("instance") == desk.instance else None
