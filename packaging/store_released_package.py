"""Make the sample package that tests/upgrades keeps of each released schema, with the desk that it is for.

    .venv/bin/python packaging/store_released_package.py TARGET [CHECKOUT]

TARGET is tests/upgrades/packages/<schema number>; CHECKOUT is where the released program lies (this one by default).
Run it once when a schema is released; a kept package is never made again. All that is in it is invented.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

COUNTY, TOWN, VILLAGE = "410782", "410782103", "410782103001"
PASSWORD = "kept for upgrades"


def desk_of(home: Path, code: str) -> Any:
    """Make the desk of a unit of the shipped tree."""
    from cso_desk.clock import FixedClock
    from cso_desk.usecases import opening

    place = opening.place_of(code)
    assert place is not None
    unit = opening.NewUnit(code, place.name, place.level)
    clock = FixedClock(datetime(2026, 11, 22, 9, 30))
    return opening.start_desk(home / code, unit, "李办事", PASSWORD, clock).desk


def fill(town: Any) -> list[str]:
    """Enter what a clerk enters; return the names of the organizations that stand."""
    from cso_desk.usecases import register, units

    place = units.unit_by_code(town, VILLAGE).id
    leader = {"leader": "单䶮", "phone": "13900001111", "founded": "2019-03", "members": "32"}
    first = register.save_organization(
        town, None, {"name": "百泉夕阳红舞蹈队", "community": place, **leader}
    ).value
    register.save_member(town, first, None, {"name": "赵成员", "phone": "13900002222"})
    register.record_old_filing(town, first, "百泉备〔2020〕3号", "2020-05-06", "百泉镇人民政府")
    register.save_organization(town, None, {"name": "百泉书画社", "community": place})
    gone = register.save_organization(town, None, {"name": "已撤的队", "community": place}).value
    register.remove(town, gone)
    return ["百泉书画社", "百泉夕阳红舞蹈队"]


def make(target: Path) -> None:
    """Write package, receiving desk and what has to come out."""
    from cso_desk.packages.open import peek
    from cso_desk.records import SCHEMA
    from cso_desk.usecases import enrol, send_package

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        county, town = desk_of(home, COUNTY), desk_of(home, TOWN)
        issued = enrol.issue(county, enrol.request(town), enrol.own_fingerprint(town)).value
        enrol.accept(town, issued.chain, enrol.own_fingerprint(county))
        names = fill(town)
        sent = send_package.make(town, COUNTY, home / "stick").value
        cover = peek(sent.file).cover
        county.close()
        town.close()
        target.mkdir(parents=True)
        for name in ("desk.db", "keyring.json"):
            shutil.copy(home / COUNTY / name, target / name)
        shutil.copy(sent.file, target / "sample.csopkg")
    facts = {
        "schema": SCHEMA,
        "user": "李办事",
        "password": PASSWORD,
        "organizations": names,
        "member": "赵成员",
        "rows": {table: [n.upsert, n.delete] for table, n in cover.rows.items()},
        "state_hash": dict(cover.state_hash or {}),
    }
    text = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True)
    (target / "facts.json").write_text(text, "utf-8")


if __name__ == "__main__":
    checkout = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).resolve().parent.parent
    sys.path.insert(0, str(checkout))
    make(Path(sys.argv[1]).resolve())
