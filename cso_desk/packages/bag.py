"""The inner ZIP's content: its names, its fixed files and its limits (packages.md 1.3).

One BagIt 1.0 bag (RFC 8493) around a Frictionless Data Package v2 with JSON Lines tables.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from cso_desk.sorted_json import sorted_json

ROOT: Final = "bag/"
BAGIT: Final = "bagit.txt"
INFO: Final = "bag-info.txt"
MANIFEST: Final = "manifest-sha256.txt"
TAGMANIFEST: Final = "tagmanifest-sha256.txt"
DATAPACKAGE: Final = "data/datapackage.json"
TABLES: Final = "data/tables/"
CHILDREN: Final = "data/children/"
ATTACHMENTS: Final = "data/attachments/"
SUMMARIES: Final = ("摘要.pdf", "摘要.xlsx")

BAGIT_TEXT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TAG_FILES: Final = (BAGIT, INFO, MANIFEST)

MAX_RATIO: Final = 200
MAX_OCTETS: Final = 8 * 1024**3
SPARE_OCTETS: Final = 64 * 1024**2
SPARE_FILES: Final = 8
MAX_TAG_BYTES: Final = 8 * 1024**2
MAX_SUMMARY_BYTES: Final = 32 * 1024**2
MAX_ATTACHMENT_BYTES: Final = 64 * 1024**2

NAME: Final = re.compile(
    r"bag/(?:bagit\.txt|bag-info\.txt|manifest-sha256\.txt|tagmanifest-sha256\.txt"
    r"|data/datapackage\.json|data/tables/_?[a-z][a-z0-9_]{0,60}\.jsonl|data/摘要\.(?:pdf|xlsx)"
    r"|data/children/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/(?:cover\.json|cover\.sig|chain\.json"
    r"|tagmanifest-sha256\.txt|manifest-sha256\.txt)"
    r"|data/attachments/[0-9a-f]{2}/[0-9a-f]{64})"
)
_MANIFEST_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^\r\n]+)")


def table_path(table: str) -> str:
    """Return where a table's lines lie in the bag."""
    return f"{TABLES}{table}.jsonl"


def child_path(package: str, name: str) -> str:
    """Return where a file of a child package lies in the bag."""
    return f"{CHILDREN}{package}/{name}"


def attachment_path(digest: str) -> str:
    """Return where the content with this SHA-256 lies in the bag."""
    return f"{ATTACHMENTS}{digest[:2]}/{digest}"


def info_text(
    *, package_id: str, source: str, made: datetime, app: str, octets: int, files: int
) -> bytes:
    """Return bag-info.txt."""
    lines = (
        f"Bag-Software-Agent: {app}",
        f"Bagging-Date: {made.date().isoformat()}",
        f"External-Identifier: {package_id}",
        f"Payload-Oxum: {octets}.{files}",
        f"Source-Organization: {source}",
    )
    return "".join(line + "\n" for line in lines).encode("utf-8")


def manifest_text(hashes: Mapping[str, str]) -> bytes:
    """Return a manifest: one `hash  path` per line, sorted by path."""
    return "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes)).encode("utf-8")


def read_manifest(raw: bytes) -> dict[str, str]:
    """Return {path: hash} of a manifest; raises ValueError for any line that `manifest_text` would not write."""
    found: dict[str, str] = {}
    for line in raw.decode("utf-8").split("\n")[:-1]:
        match = _MANIFEST_LINE.fullmatch(line)
        if match is None or match.group(2) in found:
            raise ValueError("line of a manifest")
        found[match.group(2)] = match.group(1)
    if manifest_text(found) != raw:
        raise ValueError("form of a manifest")
    return found


def resource(
    table: str, fields: Iterable[Mapping[str, object]], sha256: str, octets: int
) -> dict[str, object]:
    """Return a table's Frictionless descriptor; the fields are sorted as the keys of its lines are."""
    return {
        "name": table,
        "path": table_path(table).removeprefix("data/"),
        "format": "jsonl",
        "mediatype": "application/jsonl",
        "encoding": "utf-8",
        "schema": {
            "fields": sorted((dict(field) for field in fields), key=lambda f: str(f["name"]))
        },
        "hash": f"sha256:{sha256}",
        "bytes": octets,
    }


def datapackage_text(
    package_id: str, made: datetime, resources: Iterable[Mapping[str, object]]
) -> bytes:
    """Return datapackage.json."""
    values = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"package-{package_id}",
        "id": package_id,
        "created": made.isoformat(timespec="seconds"),
        "resources": list(resources),
    }
    return sorted_json(values) + b"\n"
