"""A policy pack: a folder or ZIP of UTF-8 JSON, one file per subject, checked against the subject's schema.

`pack.json` holds id, version, title, valid_from, valid_to, sources (documents by short name) and base (the id of
the pack that it overrides, or null). Every number or wording of a place is an *entry*: an object with `value`,
`label` (what an office calls it), `source` (a key of `sources`) and `reference` (true where the value is only a
proposal: it prints with 参考). `pack.value("targets.city_average")` reads one; `pack.subject("charters")` gives a
whole file; `pack.layout("F01")` a form layout.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cso_desk.errors import Problem, Problems

from .faults import fault_problem

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
_SCHEMAS = Path(__file__).resolve().parent / "schemas"


@dataclass(frozen=True)
class Entry:
    """One value of a place with what it rests on."""

    path: str
    label: str
    value: Any
    source: str
    reference: bool


@dataclass(frozen=True)
class Pack:
    """One policy pack as it was read: immutable."""

    head: Mapping[str, Any]
    subjects: Mapping[str, Mapping[str, Any]]
    layouts: Mapping[str, Mapping[str, Any]]

    @property
    def version(self) -> str:
        """`id@version`, the words that every decision records."""
        return f"{self.head['id']}@{self.head['version']}"

    def subject(self, name: str) -> Mapping[str, Any]:
        """Return a whole subject file; raises KeyError for a subject that the pack does not have."""
        return self.subjects[name]

    def layout(self, code: str) -> Mapping[str, Any]:
        """Return the layout of form `code`; raises KeyError."""
        return self.layouts[code]

    def entry(self, path: str) -> Entry:
        """Return the entry at `subject.key.key`; raises KeyError."""
        found: Any = self.subjects
        for part in path.split("."):
            found = found[part]
        return _entry(path, found)

    def value(self, path: str) -> Any:
        """Return the value of the entry at `path`; raises KeyError."""
        return self.entry(path).value

    def entries(self) -> Iterator[Entry]:
        """Go through all entries of the pack."""
        for name, subject in self.subjects.items():
            yield from _walk(name, subject)


def _entry(path: str, raw: Mapping[str, Any]) -> Entry:
    return Entry(
        path, raw["label"], raw["value"], raw.get("source", ""), bool(raw.get("reference", False))
    )


def _walk(path: str, raw: Any) -> Iterator[Entry]:
    if not isinstance(raw, Mapping):
        return
    if "value" in raw and "label" in raw:
        yield _entry(path, raw)
        return
    for key, inner in raw.items():
        yield from _walk(f"{path}.{key}", inner)


def overlaid(base: Pack, over: Pack) -> Pack:
    """Return `base` with everything that `over` says in its place, key by key; an entry or layout is replaced whole."""
    subjects = {
        name: _merged(raw, over.subjects[name]) if name in over.subjects else raw
        for name, raw in base.subjects.items()
    }
    extra = {name: raw for name, raw in over.subjects.items() if name not in subjects}
    sources = {**base.head["sources"], **over.head["sources"]}
    head = {**base.head, **over.head, "sources": sources}
    return Pack(head, {**subjects, **extra}, {**base.layouts, **over.layouts})


def difference(base: Pack, pack: Pack) -> Pack:
    """Return what `pack` says otherwise than `base`: laid over it, it gives `pack` again."""
    subjects = {
        name: _other(base.subjects.get(name, {}), raw)
        for name, raw in pack.subjects.items()
        if raw != base.subjects.get(name)
    }
    layouts = {code: raw for code, raw in pack.layouts.items() if raw != base.layouts.get(code)}
    return Pack(pack.head, subjects, layouts)


def _other(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in above.items():
        known = below.get(key)
        if value == known:
            continue
        deeper = isinstance(known, Mapping) and isinstance(value, Mapping) and "value" not in known
        found[key] = _other(known or {}, value) if deeper else value
    return found


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(below)
    for key, value in above.items():
        known = found.get(key)
        deeper = isinstance(known, Mapping) and isinstance(value, Mapping) and "value" not in known
        found[key] = _merged(known or {}, value) if deeper else value
    return found


@cache
def default_pack() -> Pack:
    """Return the pack that the program ships."""
    return read_pack(RESOURCES / "policy" / "default")


def read_pack(place: Path) -> Pack:
    """Read and check the pack in a folder or ZIP file; raises `Problems` that name file and place."""
    texts = _texts_of_zip(place) if place.is_file() else _texts_of_folder(place)
    if "pack.json" not in texts:
        raise Problems(
            [Problem(place.name, "", "pack_head", "这里没有 pack.json，不是政策包，请另选。")]
        )
    parsed = {name: _parse(name, text) for name, text in texts.items()}
    found = _pack_of(parsed)
    if problems := _faults("pack.json", found.head):
        raise Problems(problems)
    whole = _over_its_base(found)
    if problems := faults_of(whole):
        raise Problems(problems)
    return whole


def _pack_of(parsed: Mapping[str, Any]) -> Pack:
    subjects = {
        name[:-5]: raw for name, raw in parsed.items() if "/" not in name and name != "pack.json"
    }
    layouts = {Path(name).stem: raw for name, raw in parsed.items() if name.startswith("layouts/")}
    return Pack(parsed["pack.json"], subjects, layouts)


def _over_its_base(pack: Pack) -> Pack:
    """Return a pack laid over the base that its head names; the shipped one is the only base on every desk."""
    base = pack.head["base"]
    shapeless = any(not isinstance(raw, Mapping) for raw in pack.subjects.values())
    if base is None or shapeless:
        return pack
    if base != default_pack().head["id"]:
        words = f"这个政策包要建立在 {base} 之上，本机没有，请向制定单位索取完整的政策包。"
        raise Problems([Problem("pack.json", "base", "pack_base", words)])
    return overlaid(default_pack(), pack)


def faults_of(pack: Pack, only: Iterable[str] | None = None) -> list[Problem]:
    """Return what the schemas refuse in a pack, or only in the named files (`filing.json`, `layouts/F01.json`)."""
    files = {"pack.json": pack.head, **{f"{name}.json": raw for name, raw in pack.subjects.items()}}
    files |= {f"layouts/{code}.json": raw for code, raw in pack.layouts.items()}
    wanted = files if only is None else {name: files[name] for name in only}
    problems = [problem for name, raw in wanted.items() for problem in _faults(name, raw)]
    if problems:
        return problems
    return [
        Problem(
            f"layouts/{code}.json",
            f"layouts.{code}",
            "pack_code",
            f"表样文件 {code} 里写的是表 {raw['code']}，请把文件名和代码改成一样。",
        )
        for code, raw in pack.layouts.items()
        if raw["code"] != code
    ]


def _texts_of_folder(folder: Path) -> dict[str, bytes]:
    files = sorted([*folder.glob("*.json"), *folder.glob("layouts/*.json")])
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def _texts_of_zip(file: Path) -> dict[str, bytes]:
    import zipfile

    limit = 8 * 1024 * 1024
    try:
        with zipfile.ZipFile(file) as archive:
            members = [info for info in archive.infolist() if info.filename.endswith(".json")]
            if len(members) > 200 or sum(info.file_size for info in members) > limit:
                raise Problems(
                    [Problem(file.name, "", "pack_size", "政策包太大，不像政策包，请另选。")]
                )
            return {info.filename: archive.read(info) for info in members}
    except (zipfile.BadZipFile, OSError):
        raise Problems(
            [Problem(file.name, "", "pack_file", "政策包文件打不开，请重新拷贝。")]
        ) from None


def _parse(name: str, text: bytes) -> Any:
    try:
        return json.loads(text.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise Problems(
            [Problem(name, "", "pack_json", f"{name} 不是有效的 JSON：{fault}")]
        ) from None


def _faults(name: str, raw: Any) -> list[Problem]:
    import fastjsonschema

    schema = _schema_of("layout" if name.startswith("layouts/") else Path(name).stem)
    if schema is None:
        return [Problem(name, "", "pack_subject", f"政策包里有不认识的文件 {name}，请去掉。")]
    try:
        schema(raw)
    except fastjsonschema.JsonSchemaValueException as fault:
        return [fault_problem(name, raw, fault)]
    return []


@cache
def _schema_of(name: str) -> Any:
    import fastjsonschema

    file = _SCHEMAS / f"{name}.schema.json"
    if not file.exists():
        return None
    return fastjsonschema.compile(json.loads(file.read_text("utf-8")))


def write_pack(pack: Pack, out: Path) -> None:
    """Write a pack as a ZIP of its JSON files, the same bytes for the same pack."""
    import zipfile

    texts = {"pack.json": pack.head}
    texts.update({f"{name}.json": raw for name, raw in pack.subjects.items()})
    texts.update({f"layouts/{code}.json": raw for code, raw in pack.layouts.items()})
    part = out.with_name(out.name + ".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(texts):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(info, json.dumps(texts[name], ensure_ascii=False, indent=2) + "\n")
    part.replace(out)
