"""Make the small desk that tests/upgrades keeps of each released schema, for ever.

    .venv/bin/python packaging/store_released_desk.py       writes tests/upgrades/<schema number>/

Run it once when a schema is released (and before that whenever packaging/freeze_schema.py changed it);
a kept desk of a released schema is never made again.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
USER, PASSWORD = "李办事", "kept for upgrades"


def fill(desk: Any) -> dict[str, Any]:
    """Put one record of every kind into the desk and return what must be found again."""
    from cso_desk.fields import PartialDate
    from cso_desk.records import Decision, Member, Organization, Unit, unit_id
    from cso_desk.store import get

    town = unit_id("410299101")
    with desk.operation("建立工作台") as op:
        desk.put_setting(op, "unit", town)
        shared = {
            "owner": "",
            "id": town,
            "code": "410299101",
            "name": "百泉镇",
            "level": "township",
        }
        op.insert_many(Unit, [shared])
    with desk.operation("新增组织：长葛社区夕阳红舞蹈队") as op:
        organization = Organization(
            name="长葛社区夕阳红舞蹈队",
            leader="单䶮",
            phone="13900001111",
            founded=PartialDate(2019, 3),
            members=32,
            hub=False,
            filing_number="百泉备〔2020〕3号",
        )
        op.add(organization)
        op.session.flush()
        op.add(Member(organization=organization.id, name="赵成员"))
        op.add(Decision(organization=organization.id, number="百泉备〔2020〕3号"))
    with desk.operation("修改组织") as op:
        get(op.session, Organization, organization.id).leader = "仇某"
    return {"organization": organization.id, "member": "赵成员", "operations": 3}


def main() -> None:
    """Write the kept desk of today's schema."""
    from cso_desk.clock import FixedClock
    from cso_desk.store import create_desk
    from cso_desk.store.migrations import STEPS

    moment = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=8)))
    target = ROOT / "tests" / "upgrades" / str(len(STEPS))
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "desk"
        desk, _ = create_desk(
            folder, user=USER, password=PASSWORD, clock=FixedClock(moment), scrypt_n=16
        )
        with desk:
            facts = fill(desk)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for name in ("desk.db", "keyring.json"):
            shutil.copy(folder / name, target / name)
    facts |= {"user": USER, "password": PASSWORD}
    (target / "facts.json").write_text(json.dumps(facts, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
