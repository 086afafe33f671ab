"""Make a sealed package: rows in, one `*.csopkg` file out."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from cso_desk.errors import Trouble
from cso_desk.packages.bagging import BagContent, BagFacts, write_bag
from cso_desk.packages.canonical import sha256_hex
from cso_desk.packages.certificates import Chain
from cso_desk.packages.children import Proof
from cso_desk.packages.container import (
    FORMS,
    MAX_SEALED,
    Digest,
    Form,
    Head,
    digest_of,
    write_container,
)
from cso_desk.packages.cover import (
    COVER_VERSION,
    SEAL_DOMAIN,
    Cover,
    Kind,
    Profile,
    Version,
    check_code,
    read_cover,
    write_cover,
)
from cso_desk.packages.keys import UnitKeys
from cso_desk.packages.refusals import Refusal
from cso_desk.packages.rows import Row
from cso_desk.packages.spool import disk_trouble, spool
from cso_desk.packages.suite import Digester, Envelope, digest_by
from cso_desk.packages.units import Party, UnitHead
from cso_desk.progress import Progress, Silent

_CARRIED: Final = (
    *("kind", "id", "instance", "seq", "prev", "base", "full", "hlc", "app"),
    *("schema", "schema_min_reader", "division_table", "code_lists", "profile"),
    *("audit_head", "acked_seq"),
)
_NEEDS_PARENT: Final = frozenset({"report"})


@dataclass(frozen=True, kw_only=True)
class PackageDraft:
    """All that a package says; names as in cover.json (packages.md 1.2).

    `tables` yields each table's rows as the projection `profile` sends them, sorted by id, with the keys of the
    table's schema and the sync columns (`row_hash` is added where it is missing); `schemas` gives each table's own
    fields as Frictionless descriptors, without the sync columns. `deletes` yields tombstones. `state_hash` is over all
    rows that the edge sends: None lets it be made from the rows here, which is right for a full package alone.
    It is read after the rows, so it may fill while they are. `children` are the covers of packages from below by
    package id, `contains` the ids of those that went into this one. `created` is aware local time.
    """

    kind: Kind
    id: str
    sender: UnitHead
    receiver: Party
    instance: str
    seq: int
    prev: str | None
    created: datetime
    hlc: str
    app: str
    schema: int
    schema_min_reader: int
    division_table: Version
    code_lists: Version
    profile: Profile
    tables: Mapping[str, Iterable[Row]]
    schemas: Mapping[str, Iterable[Mapping[str, object]]]
    deletes: Iterable[Row] = ()
    summary: Mapping[str, bytes] = field(default_factory=dict)
    base: int | None = None
    full: bool = True
    state_hash: Mapping[str, str] | None = None
    audit_head: str | None = None
    acked_seq: int | None = None
    children: Mapping[str, Proof] = field(default_factory=dict)
    contains: tuple[str, ...] = ()
    attachments: Iterable[bytes] = ()


@dataclass(frozen=True)
class Made:
    """A finished package: its cover, the cover's bytes and hash, the file's size, the 核对码 for paper."""

    cover: Cover
    cover_bytes: bytes
    cover_sha256: str
    size: int
    check_code: str


def make_package(
    draft: PackageDraft,
    keys: UnitKeys,
    chain: Chain | None,
    out: Path | IO[bytes],
    *,
    workdir: Path | None = None,
    progress: Progress | None = None,
) -> Made:
    """Write a package to `out`, a path (whole or not at all) or an open file; what is in clear stays in memory.

    `chain` is this desk's own: from `accept` where it is enrolled, else from `self_chain`, which is enough for what
    goes down but not for a report. `workdir` is where very large content may spill. Raises `Refusal` NOT_ENROLLED,
    `Trouble` TOO_BIG, DISK_FULL or DISK_FAILED, `Stopped`, and ValueError for a draft that no receiver would take.
    """
    enrolled = _enrolled(draft, chain)
    _check_draft(draft, keys, enrolled)
    spill = str(workdir) if workdir is not None else None
    try:
        with spool(spill) as sealed:
            form = FORMS[keys.suite_name]
            facts, envelope = _write_sealed(draft, keys, sealed, spill, progress or Silent())
            digest = _digest(sealed, keys.suite.hash() if form.keyed else None)
            cover = _cover(draft, keys, enrolled, facts, digest, envelope)
            raw = _cover_bytes(cover)
            signature = keys.suite.sign(keys.sign_private, SEAL_DOMAIN + raw)
            size = _put(out, Head(raw, signature, enrolled.raw, envelope.key), sealed, digest, form)
    except OSError as error:
        raise disk_trouble(error) from error
    return Made(cover, raw, sha256_hex(raw), size, check_code(sha256_hex(raw)))


def _enrolled(draft: PackageDraft, chain: Chain | None) -> Chain:
    if chain is None or (draft.kind in _NEEDS_PARENT and not chain.enrolled):
        raise Refusal("NOT_ENROLLED")
    return chain


def _check_draft(draft: PackageDraft, keys: UnitKeys, chain: Chain) -> None:
    if chain.subject.fingerprint != keys.fingerprint:
        raise ValueError("the chain certifies other keys")
    if chain.subject.subject != draft.sender.unit:
        raise ValueError("the chain certifies another unit")
    if draft.created.tzinfo is None:
        raise ValueError("created has no offset")
    if set(draft.tables) != set(draft.schemas):
        raise ValueError("tables and schemas differ")
    if not set(draft.contains) <= set(draft.children):
        raise ValueError("contains names a package whose cover is not here")
    if not draft.full and draft.state_hash is None:
        raise ValueError("an incremental package needs the state hash of all rows")


def _write_sealed(
    draft: PackageDraft, keys: UnitKeys, sealed: IO[bytes], spill: str | None, progress: Progress
) -> tuple[BagFacts, Envelope]:
    content = BagContent(
        package_id=draft.id,
        source=draft.sender.name,
        made=draft.created,
        app=draft.app,
        tables=draft.tables,
        deletes=draft.deletes,
        schemas=draft.schemas,
        summary=draft.summary,
        children=draft.children,
        attachments=draft.attachments,
    )
    with spool(spill) as plain:
        facts = write_bag(content, plain, spill, progress)
        plain.seek(0)
        envelope = keys.suite.wrap(plain, sealed, [draft.receiver.seal, keys.seal_public])
    return facts, envelope


def _digest(sealed: IO[bytes], other: Digester | None) -> Digest:
    size = sealed.tell()
    if size > MAX_SEALED:
        raise Trouble("TOO_BIG", "要报送的数据超过 2 GB，一个上报包装不下；请分单位、分批导出。")
    sealed.seek(0)
    return digest_of(sealed, size, other)


def _cover(
    draft: PackageDraft,
    keys: UnitKeys,
    chain: Chain,
    facts: BagFacts,
    digest: Digest,
    envelope: Envelope,
) -> Cover:
    carried: dict[str, Any] = {name: getattr(draft, name) for name in _CARRIED}
    form = FORMS[keys.suite_name]
    if form.keyed:
        sm3 = digest_by(keys.suite_name, facts.tagmanifest)
        carried |= {"iv": envelope.iv, "sealed_sm3": digest.other, "tagmanifest_sm3": sm3}
    return Cover(
        **carried,
        v=COVER_VERSION,
        suite=keys.suite_name,
        from_unit=draft.sender.unit,
        from_name=draft.sender.name,
        from_key=keys.fingerprint,
        to_unit=draft.receiver.unit,
        to_name=draft.receiver.name,
        to_key=draft.receiver.fingerprint,
        part=1,
        parts=1,
        created=draft.created.isoformat(timespec="seconds"),
        rows=facts.rows,
        attachments=facts.attachments,
        octets=facts.octets,
        files=facts.files,
        tagmanifest_sha256=sha256_hex(facts.tagmanifest),
        sealed_sha256=digest.sha256,
        sealed_size=digest.size,
        chain_sha256=sha256_hex(chain.raw),
        contains=draft.contains,
        state_hash=dict(facts.states if draft.state_hash is None else draft.state_hash),
        howto_sha256=sha256_hex(form.howto),
    )


def _cover_bytes(cover: Cover) -> bytes:
    raw = write_cover(cover)
    try:
        read_cover(raw)
    except Refusal as refusal:
        raise ValueError(f"no reader would take this cover: {refusal.detail}") from refusal
    return raw


def _put(out: Path | IO[bytes], head: Head, sealed: IO[bytes], digest: Digest, form: Form) -> int:
    if not isinstance(out, Path):
        return write_container(out, head, sealed, digest, form)
    part = out.with_name(f"~{out.name}.part")
    try:
        with part.open("wb") as file:
            size = write_container(file, head, sealed, digest, form)
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return size
