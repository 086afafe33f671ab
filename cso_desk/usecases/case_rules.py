"""Which pack a filing case goes by: the one under which it was opened, unless the pack in force says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.policy import Pack, default_pack
from cso_desk.records import Case, PackVersion
from cso_desk.store import Desk

from . import case_flow, policy_pack
from .case_deadlines import due_in
from .case_flow import Due, Flow, Standing, Step

NEW_RULES = "new"
RENEWAL = "renewal"


class Rules:
    """The packs of one use case call, each read once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._by_version: dict[str, Pack] = {}
        self._by_day: dict[date | None, Pack] = {}
        self._flows: dict[tuple[str, str], Flow] = {}
        self.due: Due = due_in(desk)

    def on(self, day: date | None) -> Pack:
        """Return the pack in force on a day, today for None."""
        if day not in self._by_day:
            self._by_day[day] = policy_pack.pack(self._desk, day)
        return self._by_day[day]

    def of_version(self, version: str | None) -> Pack:
        """Return the pack of a version; the one in force where this desk does not have it (a row from elsewhere)."""
        key = version or ""
        if key not in self._by_version:
            try:
                self._by_version[key] = policy_pack.pack_of(self._desk, version)
            except Trouble:
                self._by_version[key] = self.on(None)
        return self._by_version[key]

    def flow(self, pack: Pack, kind: str) -> Flow:
        """Return the flow of a kind of case; raises `Problems` for a kind that the pack does not have."""
        filing = pack.subject("filing")
        key = case_flow.kinds(filing).get(kind)
        if key is None:
            words = f"没有“{kind}”这种事项，可办的有：{'、'.join(case_flow.kinds(filing))}。"
            raise Problems([Problem("", "kind", "not_in_list", words)])
        if (pack.version, key) not in self._flows:
            self._flows[pack.version, key] = case_flow.read_flow(filing, key)
        return self._flows[pack.version, key]

    def going(self, case: Case, standing: Standing, day: date | None) -> tuple[Pack, Flow]:
        """Return pack and flow by which the next step of a case goes that is done on a day (None: today).

        A running case keeps the rules under which it was opened; where the pack in force says
        `filing.running_cases: new`, what is still to come goes by that pack, if it knows the stage.
        """
        own = self.of_version(case.rules)
        kind = case.kind or ""
        now = self.on(day)
        if now.version != own.version and now.value("filing.running_cases") == NEW_RULES:
            filing = now.subject("filing")
            if kind in case_flow.kinds(filing):
                flow = self.flow(now, kind)
                if any(one.name == standing.stage for one in flow.stages):
                    return now, flow
        return own, self.flow(own, kind)

    def next_steps(
        self, case: Case, standing: Standing, day: date | None
    ) -> tuple[Pack, Flow, list[Step]]:
        """Return pack, flow and the steps that may come next; a stage that is no longer used is passed over."""
        pack, flow = self.going(case, standing, day)
        if any(one.name == standing.stage for one in flow.stages):
            here = flow.landing(standing.stage)
            standing = replace(standing, stage=here)
        return pack, flow, case_flow.offered(flow, standing)


def kinds(desk: Desk, day: date | None = None) -> list[str]:
    """Return the kinds of case that can be opened; 换证 is hidden while a filing has no end of validity."""
    pack = policy_pack.pack(desk, day)
    hidden = RENEWAL if not pack.value("filing.validity") else ""
    return [kind for kind, key in case_flow.kinds(pack.subject("filing")).items() if key != hidden]


def end_stages(desk: Desk) -> frozenset[str]:
    """Return the stages after which nothing follows, of all packs that this desk knows."""
    with desk.read() as session:
        versions = [one.version for one in store.listed(session, PackVersion)]
    packs = [default_pack(), *(policy_pack.pack_of(desk, one) for one in versions)]
    found: set[str] = set()
    for pack in packs:
        filing = pack.subject("filing")
        for key in filing["flows"]:
            found |= case_flow.read_flow(filing, key).ends
    return frozenset(found)
