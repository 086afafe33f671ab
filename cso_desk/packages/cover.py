"""cover.json: the clear-text routing of a package, without personal data (packages.md 1.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, Literal

import msgspec

from cso_desk.packages.canonical import read_object, sha256_hex
from cso_desk.packages.refusals import Refusal, parsing
from cso_desk.packages.units import Name, UnitId, check_shown
from cso_desk.sorted_json import sorted_json

SEAL_DOMAIN: Final = b"csopkg/1 seal\n"
MAX_COVER_BYTES: Final = 64 * 1024
COVER_VERSION: Final = 1

Kind = Literal["report", "receipt", "correction", "transfer", "config", "enrol", "backup"]

_CHECK_LETTERS: Final = "34679ACDEFGHJKMNPQRTUVWXY"
_CHECK_LENGTH: Final = 8

Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
_KeyId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]
_Count = Annotated[int, msgspec.Meta(ge=0)]
_Number = Annotated[int, msgspec.Meta(ge=1)]
_Word = Annotated[str, msgspec.Meta(max_length=200)]
TableName = Annotated[str, msgspec.Meta(pattern=r"^_?[a-z][a-z0-9_]{0,60}$")]


class Version(msgspec.Struct, frozen=True):
    """A version of a table that rows refer to, and its hash."""

    version: _Word
    hash: _Word


class Profile(msgspec.Struct, frozen=True):
    """Which projection of the records travels on this edge; `no` grows with each change of it."""

    name: _Word
    no: _Count


class RowCount(msgspec.Struct, frozen=True):
    """How many rows of a table the package brings, and how many tombstones."""

    upsert: _Count
    delete: _Count


class AttachmentCount(msgspec.Struct, frozen=True):
    """How many attachments, and their size in bytes."""

    count: _Count
    bytes: _Count


class Cover(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    rename={"from_unit": "from", "to_unit": "to"},
):
    """The keys of cover.json; `from` and `to` (unit ids) are called `from_unit` and `to_unit` here."""

    v: int
    suite: _Word
    kind: Kind
    id: UnitId
    from_unit: UnitId
    from_name: Name
    from_key: _KeyId
    to_unit: UnitId
    to_name: Name
    to_key: _KeyId
    instance: UnitId
    seq: _Number
    prev: Sha256 | None
    base: _Count | None
    full: bool
    part: _Number
    parts: _Number
    created: _Word
    hlc: _Word
    app: _Word
    schema: _Number
    schema_min_reader: _Number
    division_table: Version
    code_lists: Version
    rows: dict[TableName, RowCount]
    attachments: AttachmentCount
    octets: _Count
    files: _Count
    tagmanifest_sha256: Sha256
    sealed_sha256: Sha256
    sealed_size: _Number
    chain_sha256: Sha256
    contains: tuple[UnitId, ...]
    profile: Profile
    state_hash: dict[TableName, Sha256]
    audit_head: _Word | None
    acked_seq: _Count | None
    howto_sha256: Sha256 | None = None
    """Hash of 怎样打开.txt where it is in the package, so that nobody can take it out or change it unseen."""
    iv: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")] | None = None
    """SM1: where the counter of SM4 starts."""
    sealed_sm3: Sha256 | None = None
    """SM1: SM3 of the sealed payload, checked before it is opened."""
    tagmanifest_sm3: Sha256 | None = None
    """SM1: SM3 of the tag manifest."""


@dataclass(frozen=True)
class ReadCover:
    """A cover with the bytes that were signed, and the keys that this program does not know (kept, never refused)."""

    cover: Cover
    raw: bytes
    extra: Mapping[str, object]

    @property
    def sha256(self) -> str:
        """The package's identity in its stream: SHA-256 of the stored cover bytes."""
        return sha256_hex(self.raw)

    @property
    def check_code(self) -> str:
        """The short 核对码 for paper."""
        return check_code(self.sha256)


def write_cover(cover: Cover) -> bytes:
    """Return the bytes of cover.json: UTF-8, sorted keys, no spaces."""
    return sorted_json(msgspec.to_builtins(cover))


def read_cover(raw: bytes) -> ReadCover:
    """Parse cover.json; raises `Refusal` TOO_BIG, MALFORMED, or NEWER_SCHEMA for a later version of the cover itself."""
    if len(raw) > MAX_COVER_BYTES:
        raise Refusal("TOO_BIG", "cover.json", what="封面")
    with parsing("cover.json"):
        values = read_object(raw)
        version = msgspec.convert(values["v"], int)
    if version > COVER_VERSION:
        raise Refusal("NEWER_SCHEMA", "cover version", what=_app_of(values))
    with parsing("cover.json"):
        cover = msgspec.convert(values, Cover)
        _check_sense(cover)
    known = {field.encode_name for field in msgspec.structs.fields(Cover)}
    return ReadCover(cover, raw, {key: values[key] for key in values.keys() - known})


def check_code(cover_sha256: str) -> str:
    """Return the short code of 报送单 and 回执单, 4 + 4 letters and digits none of which looks like another."""
    number = int(cover_sha256, 16)
    letters = ""
    for _ in range(_CHECK_LENGTH):
        number, place = divmod(number, len(_CHECK_LETTERS))
        letters += _CHECK_LETTERS[place]
    return f"{letters[:4]}-{letters[4:]}"


def _check_sense(cover: Cover) -> None:
    if cover.v != COVER_VERSION:
        raise ValueError("version of the cover")
    for shown in (cover.from_name, cover.to_name, cover.app, cover.suite):
        check_shown(shown)
    if datetime.fromisoformat(cover.created).tzinfo is None:
        raise ValueError("created without offset")
    if cover.part > cover.parts or (cover.seq == 1) != (cover.prev is None):
        raise ValueError("part, seq or prev")
    own = (cover.iv, cover.sealed_sm3, cover.tagmanifest_sm3)
    if any((value is None) == (cover.suite == "SM1") for value in own):
        raise ValueError("keys of suite SM1")
    if cover.schema_min_reader > cover.schema:
        raise ValueError("schema_min_reader above schema")


def _app_of(values: Mapping[str, Any]) -> str:
    app = values.get("app")
    return app[:40] if isinstance(app, str) and app.isprintable() else "版本不明"
