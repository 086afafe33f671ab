"""Invented units, their desks and their rows, for the tests of this room."""

import io
import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from cso_desk.packages import certificates as certs
from cso_desk.packages.certificates import Anchor
from cso_desk.packages.cover import Profile, Version
from cso_desk.packages.keys import make_keys
from cso_desk.packages.make import PackageDraft, make_package
from cso_desk.packages.open import Desk, open_package
from cso_desk.packages.rows import row_hash
from cso_desk.packages.units import Party, UnitHead

CREATED = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=8)))
DAY = date(2026, 11, 1)

FIELDS = [
    {"name": "name", "type": "string"},
    {"name": "members", "type": "integer"},
    {"name": "leader", "type": "string"},
]


def an_id(number: int, family: int = 0) -> str:
    """A fixed UUID text; ids of one family are in the order of their numbers."""
    return str(uuid.UUID(int=(family << 96) | (0x7000 << 64) | (0x8000 << 48) | number))


class Unit:
    """One unit: its keys, its place in the tree, its chain once enrolled."""

    def __init__(self, world: "World", number: int, name: str, level: str, parent: "Unit | None"):
        self.world = world
        self.head = UnitHead(an_id(number, 0xA0), name, level)
        self.parent = parent
        self.keys = make_keys(world.suite)
        self.chain = certs.self_chain(self.keys, self.head, [self.id], DAY)
        self.instance = an_id(number, 0xB0)
        world.units[self.id] = self

    @property
    def id(self) -> str:
        return self.head.unit

    @property
    def party(self) -> Party:
        return Party(self.id, self.head.name, self.keys.sign_public, self.keys.seal_public)

    def certify(self, other: "Unit", scope: list[str] | None = None, **changes) -> bytes:
        request = certs.read_request(certs.make_request(other.keys, other.head))
        arguments = {
            "scope": scope or [other.id],
            "serial": 7,
            "issued": DAY,
            "roles": ["report"],
            "inside": self.world.inside,
        } | changes
        return certs.issue(self.keys, self.chain, request, request.fingerprint, **arguments)

    def enrol(self) -> None:
        raw = self.parent.certify(self)
        self.chain = certs.accept(raw, self.keys, self.parent.keys.fingerprint)

    def desk(self, **changes) -> Desk:
        anchors = [Anchor(self.keys.fingerprint, vouches=True)]
        if self.parent is not None:
            anchors.append(Anchor(self.parent.keys.fingerprint, vouches=False))
        known = {
            "unit": self.id,
            "keys": self.keys,
            "anchors": anchors,
            "inside": self.world.inside,
            "seen": lambda sender, instance, seq: None,
            "reader_schema": 1,
        }
        return Desk(**(known | changes))

    def draft(self, to: "Unit", rows: int = 3, **changes) -> PackageDraft:
        tables = {"org": [org_row(number, self.id) for number in range(1, rows + 1)]}
        draft = PackageDraft(
            kind="report",
            id=an_id(1, 0xC0),
            sender=self.head,
            receiver=to.party,
            instance=self.instance,
            seq=1,
            prev=None,
            created=CREATED,
            hlc="0192e0a1-0000",
            app="0.1.0",
            schema=1,
            schema_min_reader=1,
            division_table=Version("2023", "ab" * 32),
            code_lists=Version("1", "cd" * 32),
            profile=Profile("county", 1),
            tables=tables,
            schemas={"org": FIELDS},
            summary={"摘要.xlsx": b"PK\x03\x04 a workbook", "摘要.pdf": b"%PDF-1.7 a paper"},
            audit_head="ef" * 32,
        )
        return replace(draft, **changes)

    def make(self, to: "Unit", **changes) -> bytes:
        out = io.BytesIO()
        make_package(self.draft(to, **changes), self.keys, self.chain, out)
        return out.getvalue()


class World:
    """A county with two townships, one community below the first, and a stranger."""

    def __init__(self, suite: str = "A1") -> None:
        self.suite = suite
        self.units: dict[str, Unit] = {}
        self.county = Unit(self, 1, "河东县", "county", None)
        self.town = Unit(self, 2, "青石镇", "township", self.county)
        self.sibling = Unit(self, 3, "白河乡", "township", self.county)
        self.community = Unit(self, 4, "幸福社区", "community", self.town)
        self.stranger = Unit(self, 5, "外县", "county", None)
        for unit in (self.town, self.sibling, self.community):
            unit.enrol()

    def inside(self, unit: str, above: str) -> bool:
        here = self.units.get(unit)
        while here is not None:
            if here.id == above:
                return True
            here = here.parent
        return False


def org_row(number: int, owner: str, **changes) -> dict[str, object]:
    row = {
        "id": an_id(number, 0xD0),
        "owner": owner,
        "oe": 0,
        "rev": 1,
        "inst": an_id(2, 0xB0),
        "hlc": "0192e0a1-0000",
        "deleted": False,
        "upd_by": "经办人甲",
        "upd_at": "2026-11-20T10:00:00+08:00",
        "src_pkg": None,
        "name": f"夕阳红歌咏队{number}",
        "members": 20 + number,
        "leader": "王𬭼䶮",
    } | changes
    return row | {"row_hash": row_hash(row)}


def tombstone(number: int, owner: str, table: str = "org") -> dict[str, object]:
    row = {
        "table": table,
        "id": an_id(number, 0xD0),
        "owner": owner,
        "oe": 0,
        "rev": 2,
        "inst": an_id(2, 0xB0),
        "hlc": "0192e0a1-0001",
        "reason": "重复录入",
        "by": "经办人甲",
        "at": "2026-11-21T10:00:00+08:00",
    }
    return row | {"row_hash": row_hash(row)}


def opened_from(raw: bytes, folder, desk: Desk):
    """Write `raw` to a fresh file and open it."""
    path = folder / f"{uuid.uuid4()}.csopkg"
    path.write_bytes(raw)
    try:
        return open_package(path, desk)
    finally:
        path.unlink()
