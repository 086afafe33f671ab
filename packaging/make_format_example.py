"""Make the example that the format page for outsiders opens step by step.

    PYTHONPATH=. .venv/bin/python packaging/make_format_example.py     writes resources/help/format/

Two invented desks, three invented organizations of which one is removed again, one package. The key beside it opens
nothing but this example: it was made for it and belongs to no office.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "resources" / "help" / "format"
MOMENT = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=8)))
COUNTY, TOWNSHIP = "410782", "410782103"
ORGANIZATIONS = (
    {"name": "示例夕阳红舞蹈队", "leader": "赵示例", "members": "32", "scope": "广场舞、健身操"},
    {"name": "示例邻里互助队", "leader": "钱示例", "members": "18", "scope": "邻里互助"},
    {"name": "示例重复录入队", "leader": "孙示例"},
)


def start(folder: Path, code: str) -> Any:
    """Return a new desk of a unit of the shipped tree."""
    from cso_desk.clock import FixedClock
    from cso_desk.usecases import opening

    place = opening.place_of(code)
    assert place is not None
    unit = opening.NewUnit(code, place.name, place.level)
    return opening.start_desk(folder, unit, "示例经办人", "shili-2026", FixedClock(MOMENT)).desk


def enrol_at(above: Any, below: Any) -> None:
    """Let each desk know the other's key."""
    from cso_desk.usecases import enrol

    issued = enrol.issue(above, enrol.request(below), enrol.own_fingerprint(below)).value
    enrol.accept(below, issued.chain, enrol.own_fingerprint(above))


def report(town: Any, folder: Path) -> Path:
    """Fill the township's register, remove one organization after a first package, and make the second."""
    from cso_desk.usecases import register, send_package

    made = [register.save_organization(town, None, dict(one)).value for one in ORGANIZATIONS]
    register.remove(town, made[-1])
    return send_package.make(town, COUNTY, folder).value.file


def main() -> None:
    """Write the example, its key and what the page has to name."""
    from cso_desk.usecases import enrol, trust

    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        county, town = start(Path(home) / "county", COUNTY), start(Path(home) / "town", TOWNSHIP)
        enrol_at(county, town)
        out = Path(home) / "out"
        out.mkdir()
        shutil.copy(report(town, out), TARGET / "example.csopkg")
        key = trust.keys_of(county).age_identity
        (TARGET / "example-key.txt").write_text(f"# 仅供打开示例\n{key}\n", "utf-8")
        facts = {"unit": county.unit, "trusted": enrol.own_fingerprint(county)}
        (TARGET / "example.json").write_text(json.dumps(facts) + "\n", "utf-8")
        county.close()
        town.close()


if __name__ == "__main__":
    main()
