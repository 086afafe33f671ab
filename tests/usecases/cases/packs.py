"""Policy packs of other places: the default one with some entries said differently, kept by a desk from a day on."""

from typing import Any

from cso_desk.policy import default_pack
from cso_desk.records import PackVersion
from cso_desk.usecases.opening import Desk


def use_pack(desk: Desk, version: str, valid_from: str, **values: Any) -> str:
    """Keep a pack of the office whose filing entries (`a__b` for a.b) have other values; returns its version."""
    filing: dict[str, Any] = {}
    for path, value in values.items():
        keys = path.split("__")
        place, raw = filing, default_pack().subject("filing")
        for key in keys[:-1]:
            place, raw = place.setdefault(key, {}), raw[key]
        place[keys[-1]] = {**raw[keys[-1]], "value": value, "source": "参考", "reference": False}
    name = f"baiquan@{version}"
    head = {
        **default_pack().head,
        "id": "baiquan",
        "version": version,
        "base": "henan-default",
        "valid_from": valid_from,
    }
    content = {"head": head, "subjects": {"filing": filing}, "layouts": {}}
    with desk.operation("启用政策包") as op:
        op.session.add(
            PackVersion(
                version=name,
                valid_from=valid_from,
                saved_at=f"{valid_from}T09:00:00",
                saved_by=desk.user,
                content=content,
            )
        )
    return name
