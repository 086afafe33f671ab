"""Twelve real desks on five levels: whatever happens to the stick, all end equal and nothing acknowledged is lost.

Row 4 of the proof plan: edit, add, remove, undo, send, lose, double, reorder, take, receipt, transfer, restore, put an
old folder back by hand, use a cloned one, erase, carry fields of a newer program. Then the same with each protecting
rule left out in turn: a directed run must notice. The runs are in shards, so that several processes can share them.
"""

import itertools
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from cso_desk import store
from cso_desk.errors import Problems, Trouble
from cso_desk.records import ErasedRow, Organization, QuarantinedRow
from cso_desk.store import applying, staging, verdicts
from cso_desk.usecases import (
    backup,
    enrol,
    erasing,
    exchange_papers,
    forks,
    handing_down,
    history,
    late_edits,
    opening,
    order_taking,
    orders,
    receipts,
    register,
    send_package,
    take_packages,
    witness,
)
from tests import proof
from tests.usecases.exchange.conftest import PASSWORD, reopen, start

PARENTS = {
    "41": "",
    "4107": "41",
    "410782": "4107",
    "410781": "4107",
    "410782103": "410782",
    "410782102": "410782",
    "410781104": "410781",
    "410781105": "410781",
    "410782103001": "410782103",
    "410782102201": "410782102",
    "410781104201": "410781104",
    "410781105201": "410781105",
}
"""The units by code, each with its superior; superiors come first."""
WRITERS = tuple(code for code, parent in PARENTS.items() if parent)
SUPERIORS = tuple(dict.fromkeys(filter(None, PARENTS.values())))
PLACES = st.integers(0, 999)
EXAMPLES, STEPS, SHARDS = 200, 50, 8
ROUNDS = 8


@pytest.fixture(scope="module", autouse=True)
def fast():
    """Leave out what costs time and proves nothing here: papers for people, the backup before each package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exchange_papers, "summary", lambda *_: {})
        patch.setattr(take_packages.backup, "make", _only_asked(backup.make))
        yield


def _only_asked(make):
    return lambda desk, reason, *more: make(desk, reason, *more) if reason == "试" else None


@pytest.fixture(scope="module")
def twelve(tmp_path_factory, fast) -> Path:
    """Data folders of all twelve, each certified by its superior; never opened themselves."""
    root = tmp_path_factory.mktemp("twelve")
    for code, parent in PARENTS.items():
        below = start(root / code, code)
        if parent:
            above = reopen(root / parent)
            issued = enrol.issue(above, enrol.request(below), enrol.own_fingerprint(below)).value
            enrol.accept(below, issued.chain, enrol.own_fingerprint(above))
            above.close()
        below.close()
    return root


class Desks:
    """Twelve desks, opened when first used, and every package that was ever written."""

    def __init__(self, template: Path) -> None:
        self.template = template
        self.root = Path(tempfile.mkdtemp())
        self.open: dict[str, opening.Desk] = {}
        self.numbers = itertools.count()
        self.packages: list[tuple[str, str, Path]] = []
        self.answers: list[tuple[str, Path]] = []
        self.backups: dict[str, Path] = {}
        self.log: dict[str, list[str | None]] = {}
        self.carried: dict[str, dict[str, str]] = {}
        self.acknowledged: dict[str, int] = {}
        self.erased: set[str] = set()
        self.copies: dict[str, Path] = {}

    def desk(self, code: str) -> opening.Desk:
        """Return an open desk."""
        if code not in self.open:
            shutil.copytree(self.template / code, self.root / code)
            self.open[code] = reopen(self.root / code)
        return self.open[code]

    def close(self) -> None:
        """Close and forget all."""
        for desk in self.open.values():
            desk.close()
        shutil.rmtree(self.root)

    def unit(self, code: str) -> str:
        """Return the unit id of a desk."""
        return self.desk(code).unit

    def rows(self, code: str, owner: str) -> dict[str, tuple[object, ...]]:
        """Return what a desk says of the organizations of an owner, tombstones included."""
        keys = ("id", "oe", "rev", "inst", "deleted", "name", "extra")
        with self.desk(code).read() as session:
            found = store.values_ever(session, Organization, keys, owner=owner)
        said = {
            row[0]: (row[5], {key: one for key, one in (row[6] or {}).items() if one})
            for row in found
        }
        return {row[0]: (*row[1:5], *(() if row[4] else said[row[0]])) for row in found}

    def own(self, code: str) -> list[str]:
        """Return the living organizations of a desk."""
        with self.desk(code).read() as session:
            found = store.listed(session, Organization, owner=self.unit(code), order="id")
        return [one.id for one in found]

    def add(self, code: str) -> str:
        """Enter an organization."""
        name = f"百泉第{next(self.numbers)}队"
        made = register.save_organization(self.desk(code), None, {"name": name}).value
        self.log[made] = [name]
        return made

    def edit(self, code: str, organization: str) -> None:
        """Give it a name that nobody used before."""
        name = f"百泉第{next(self.numbers)}队"
        register.save_organization(self.desk(code), organization, {"name": name})
        self.log[organization].append(name)

    def edit_newer(self, code: str, organization: str) -> None:
        """Give it a name by a newer program, which knows a field that this one does not."""
        name = f"百泉第{next(self.numbers)}队"
        with self.desk(code).operation("修改组织") as op:
            found = store.get(op.session, Organization, organization)
            found.name, found.extra = name, {"future_word": name}
        self.log[organization].append(name)

    def erase(self, code: str, organization: str) -> None:
        """Clear it by law."""
        erasing.clear_organization(self.desk(code), organization, "依法删除")
        self.erased.add(organization)

    def erase_any(self, code: str, place: int) -> None:
        """Clear one of those that a unit or one below it has, where there is one."""
        desk = self.desk(code)
        with desk.read() as session:
            found = store.listed(session, Organization, order="id")
            owners = erasing._owners(desk, session)
        found = [one for one in found if one.owner in owners]
        if found:
            self.erase(code, found[place % len(found)].id)

    def remove(self, code: str, organization: str) -> None:
        """Take it out."""
        register.remove(self.desk(code), organization)
        self.log[organization].append(None)

    def undo(self, code: str) -> None:
        """Take back the last step where that can be."""
        desk = self.desk(code)
        last = history.last(desk)
        if (
            last is None
            or not any(word in last[1] for word in ("组织", "还原"))
            or "移交" in last[1]
        ):
            return
        try:
            history.undo_last(desk)
        except (Problems, Trouble):
            return
        for record in self.log:
            with desk.read() as session:
                found = store.values_ever(session, Organization, ("name", "deleted"), id=record)
            for name, deleted in found if record in self._own_ever(code) else ():
                said = None if deleted else name
                if self.log[record][-1] != said:
                    self.log[record].append(said)

    def _said(self, code: str) -> dict[str, str]:
        """Return what a desk says now of each of its own, empty for a removed one."""
        keys = ("id", "name", "deleted")
        with self.desk(code).read() as session:
            found = store.values_ever(session, Organization, keys, owner=self.unit(code))
        return {record: "" if deleted else name for record, name, deleted in found}

    def _own_ever(self, code: str) -> set[str]:
        with self.desk(code).read() as session:
            found = store.values_ever(session, Organization, ("id",), owner=self.unit(code))
        return {row[0] for row in found}

    def send(self, code: str) -> int:
        """Report; returns the place of the package."""
        out = self.root / f"stick{next(self.numbers)}"
        self._heed_witness(code)
        made = send_package.make(self.desk(code), None, out).value
        self.carried[made.id] = self._said(code)
        self.packages.append((code, PARENTS[code], made.file))
        return len(self.packages) - 1

    def _heed_witness(self, code: str) -> None:
        """Begin anew where the computer says that this is an older copy; every other time it has lost its memory."""
        if next(self.numbers) % 2:
            shutil.rmtree(os.environ["CSO_DESK_WITNESS"], ignore_errors=True)
        elif witness.standing(self.desk(code)):
            witness.begin_anew(self.desk(code))

    def take(self, place: int) -> None:
        """Bring a package, old or new, lost until now or a second time, to whom it is for."""
        sender, receiver, file = self.packages[place]
        desk = self.desk(receiver)
        before = self._versions(receiver)
        answers = self.root / f"answers{next(self.numbers)}"
        (taken,) = take_packages.take(desk, [file], answers).value
        assert taken.verdict in ("ok", "part", "duplicate", "fork"), taken
        after = self._versions(receiver)
        assert all(after[record] >= version for record, version in before.items())
        assert self.remains(receiver) == set()
        if taken.receipt is not None:
            self.answers.append((sender, taken.receipt))

    def _versions(self, code: str) -> dict[str, tuple[int, int]]:
        with self.desk(code).read() as session:
            found = store.values_ever(session, Organization, ("id", "oe", "rev"))
        return {row[0]: (row[1], row[2]) for row in found}

    def receipt(self, place: int) -> None:
        """Bring a receipt back, and note what it acknowledged."""
        code, file = self.answers[place]
        try:
            told = receipts.take_receipt(self.desk(code), file).value
        except Trouble as trouble:
            assert trouble.code in ("MALFORMED", "FORK"), trouble
            return
        if told.verdict not in ("ok", "part") or told.package not in self.carried:
            return
        refused = self._refused(code, told.package)
        for record, name in self.carried[told.package].items():
            if record not in refused:
                place_in_log = _last(self.log[record], name or None)
                self.acknowledged[record] = max(self.acknowledged.get(record, 0), place_in_log)

    def _refused(self, code: str, package: str) -> set[str]:
        with self.desk(PARENTS[code]).read() as session:
            kept = store.listed(session, QuarantinedRow, package=package)
        return {one.record for one in kept}

    def give(self, code: str, place: int) -> None:
        """Let a superior move one organization of the level below to a neighbour of its owner, or to itself."""
        desk = self.desk(code)
        below = [one for one, parent in PARENTS.items() if parent == code]
        units = {self.unit(one): one for one in below}
        with desk.read() as session:
            found = store.listed(session, Organization, owner=[desk.unit, *units], order="id")
        if not found:
            return
        chosen = found[place % len(found)]
        targets = [unit for unit in (desk.unit, *units) if unit != chosen.owner]
        orders.give(desk, [chosen.id], targets[place % len(targets)], "管理层级调整")

    def hand_down(self, code: str) -> None:
        """Write the 移交包 that wait."""
        out = self.root / f"down{next(self.numbers)}"
        self._heed_witness(code)
        units = {self.unit(one): one for one, parent in PARENTS.items() if parent == code}
        for made in handing_down.hand_down(self.desk(code), out).value:
            self.packages.append((code, units[made.to], made.file))

    def keep_backup(self, code: str) -> None:
        """Make a backup to go back to."""
        self.backups[code] = backup.make(self.desk(code), "试").value.file

    def restore(self, code: str) -> None:
        """Go back to the backup, if there is one."""
        if code not in self.backups:
            return
        desk = self.open.pop(code)
        folder, clock = desk.folder, desk.clock
        desk.close()
        back = backup.restore(folder, self.backups[code], f"经办{code}", PASSWORD, clock)
        self.open[code] = back

    def keep_copy(self, code: str) -> None:
        """Copy the data folder by hand, as one clones a disk."""
        desk = self.open.pop(code, None) or self.desk(code)
        self.open.pop(code, None)
        desk.close()
        self.copies[code] = self.root / f"copy{next(self.numbers)}"
        shutil.copytree(desk.folder, self.copies[code])
        self.open[code] = reopen(desk.folder)

    def use_copy(self, code: str) -> None:
        """Work on with the copy, and keep the other folder to come back to."""
        if code not in self.copies:
            return
        desk = self.open.pop(code)
        desk.close()
        aside = self.root / f"aside{next(self.numbers)}"
        desk.folder.rename(aside)
        self.copies[code].rename(desk.folder)
        self.copies[code] = aside
        self.open[code] = reopen(desk.folder)

    def remains(self, code: str) -> set[str]:
        """Return the erased records of which a desk that knows it still says something, its journal included."""
        with self.desk(code).read() as session:
            known = {row[0] for row in store.values_of(session, ErasedRow, ("record",))}
            rows = store.values_ever(session, Organization, ("id", "name"), id=sorted(known))
            told = {record for record, name in rows if name}
            told |= {
                record
                for record in known
                for entry in store.history(session, record)
                if any((body or {}).get("name") for body in (entry.before, entry.after))
            }
            kept = store.listed(session, QuarantinedRow, record=sorted(known))
        return told | {one.record for one in kept if b"name" in one.raw}

    def unheard(self) -> set[str]:
        """Return the erased records of which any desk still says something."""
        found = set()
        for code in self.open:
            with self.desk(code).read() as session:
                rows = store.values_ever(
                    session, Organization, ("id", "name"), id=sorted(self.erased)
                )
            found |= {record for record, name in rows if name} | self.remains(code)
        return found

    def settle(self, code: str) -> None:
        """Take back what the upper level holds."""
        if forks.compare(self.desk(code)):
            forks.settle(self.desk(code), forks.THEIRS)

    def converge(self, rounds: int = ROUNDS) -> None:
        """Let every package and receipt arrive, as often as it takes, then compare both sides of every edge."""
        for _ in range(rounds):
            for code in SUPERIORS:
                if code in self.open:
                    self._exchange_down(code)
            for code in reversed(WRITERS):
                if code in self.open:
                    self.take(self.send(code))
                    self.receipt(len(self.answers) - 1)
                    self.settle(code)
            if not self.differences() and not self.unheard():
                break
        assert self.differences() == {}
        assert self.unheard() == set()
        self._nothing_lost()

    def _exchange_down(self, code: str) -> None:
        first = len(self.packages)
        self.hand_down(code)
        for place in range(first, len(self.packages)):
            self.take(place)
            self.receipt(len(self.answers) - 1)

    def differences(self) -> dict[str, object]:
        """Return the desks whose superior does not hold what they hold."""
        found = {}
        for code in WRITERS:
            if code in self.open and PARENTS[code] in self.open:
                mine = self.rows(code, self.unit(code))
                theirs = self.rows(PARENTS[code], self.unit(code))
                if mine != theirs:
                    found[code] = (mine, theirs)
        return found

    def _nothing_lost(self) -> None:
        """What a receipt confirmed stands, or a later write of whoever owns it does."""
        for record, place in self.acknowledged.items():
            if record in self.erased:
                continue
            names = self._standing(record)
            assert names, f"{record} is nowhere"
            final = max(_last(self.log[record], name) for name in names)
            assert final >= place, (record, self.log[record], place, names)

    def _standing(self, record: str) -> list[str | None]:
        found = []
        for code in self.open:
            with self.desk(code).read() as session:
                rows = store.values_ever(
                    session, Organization, ("name", "deleted", "owner"), id=record
                )
            found += [
                None if deleted else name
                for name, deleted, owner in rows
                if owner == self.unit(code)
            ]
        return found


def _last(names: list[str | None], name: str | None) -> int:
    return max((place for place, one in enumerate(names) if one == name), default=-1)


class Machine(RuleBasedStateMachine):
    """Clerks on twelve desks, and a courier on whom nobody can rely."""

    def __init__(self, template: Path) -> None:
        super().__init__()
        self.desks = Desks(template)

    def teardown(self) -> None:
        """Let everything arrive, then compare."""
        try:
            self.desks.converge()
        finally:
            self.desks.close()

    @rule(code=st.sampled_from(WRITERS))
    def add(self, code: str) -> None:
        """Enter one."""
        self.desks.add(code)

    @rule(code=st.sampled_from(WRITERS), place=PLACES, gone=st.integers(0, 5))
    def change(self, code: str, place: int, gone: int) -> None:
        """Change one, seldom by a newer program, seldom remove it."""
        if own := self.desks.own(code):
            how = {0: self.desks.remove, 1: self.desks.edit_newer}.get(gone, self.desks.edit)
            how(code, own[place % len(own)])

    @rule(code=st.sampled_from(WRITERS))
    def undo(self, code: str) -> None:
        """Take back the last step."""
        self.desks.undo(code)

    @rule(code=st.sampled_from(WRITERS))
    def send(self, code: str) -> None:
        """Make a package that may never arrive."""
        self.desks.send(code)

    @rule(place=PLACES)
    def take(self, place: int) -> None:
        """Bring any package."""
        if self.desks.packages:
            self.desks.take(place % len(self.desks.packages))

    @rule(code=st.sampled_from(WRITERS))
    def report(self, code: str) -> None:
        """Send, take and answer without delay."""
        self.desks.take(self.desks.send(code))
        self.desks.receipt(len(self.desks.answers) - 1)

    @rule(place=PLACES)
    def receipt(self, place: int) -> None:
        """Bring any receipt back."""
        if self.desks.answers:
            self.desks.receipt(place % len(self.desks.answers))

    @rule(code=st.sampled_from(SUPERIORS), place=PLACES)
    def transfer(self, code: str, place: int) -> None:
        """Move one organization."""
        self.desks.give(code, place)

    @rule(code=st.sampled_from(SUPERIORS))
    def hand_down(self, code: str) -> None:
        """Write what has to be told below."""
        self.desks.hand_down(code)

    @rule(code=st.sampled_from(WRITERS))
    def keep_backup(self, code: str) -> None:
        """Make a backup."""
        self.desks.keep_backup(code)

    @rule(code=st.sampled_from(WRITERS))
    def restore(self, code: str) -> None:
        """Go back to an old backup."""
        self.desks.restore(code)

    @rule(code=st.sampled_from(tuple(PARENTS)), place=PLACES, really=st.integers(0, 2))
    def erase(self, code: str, place: int, really: int) -> None:
        """Clear one by law, seldom."""
        if not really:
            self.desks.erase_any(code, place)

    @rule(code=st.sampled_from(WRITERS))
    def keep_copy(self, code: str) -> None:
        """Clone a disk."""
        self.desks.keep_copy(code)

    @rule(code=st.sampled_from(WRITERS))
    def use_copy(self, code: str) -> None:
        """Put an older folder back, or go on with the other of two."""
        self.desks.use_copy(code)


@pytest.mark.proof
@pytest.mark.parametrize("shard", range(SHARDS if proof.WHOLE else 1))
def test_twelve_desks_on_five_levels_end_equal(twelve, shard):
    examples = EXAMPLES // SHARDS if proof.WHOLE else 2
    steps = STEPS if proof.WHOLE else 20
    run_state_machine_as_test(
        seed(20261122 + shard)(lambda: Machine(twelve)),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not proof.WHOLE,
            phases=(Phase.explicit, Phase.generate),
            database=None,
        ),
    )


TOWN, OTHER, COUNTY = "410782103", "410782102", "410782"


def _story(desks: Desks, rounds: int = ROUNDS) -> None:
    """A report, an order, a late edit that arrives after the new owner's, an old package, a restored backup."""
    organization, second, third = desks.add(TOWN), desks.add(TOWN), desks.add(TOWN)
    desks.keep_backup(TOWN)
    old = desks.send(TOWN)
    desks.edit(TOWN, second)
    for place in (desks.send(TOWN), old):
        desks.take(place)
        desks.receipt(len(desks.answers) - 1)
    desks.unit(OTHER)
    desk = desks.desk(COUNTY)
    orders.give(desk, [organization], desks.unit(OTHER), "合并")
    for _ in range(3):
        desks.edit(TOWN, organization)
    desks.erase(COUNTY, third)
    desks.edit(TOWN, third)
    late = desks.send(TOWN)
    desks.hand_down(COUNTY)
    for place, (_, receiver, _) in enumerate(desks.packages):
        if receiver == OTHER:
            desks.take(place)
    desks.edit(OTHER, organization)
    desks.take(desks.send(OTHER))
    desks.take(late)
    desks.restore(TOWN)
    desks.converge(rounds)


def test_the_story_ends_well_with_every_rule(twelve):
    desks = Desks(twelve)
    try:
        _story(desks)
        assert len(late_edits.listed(desks.desk(COUNTY))) == 1
    finally:
        desks.close()


def _no_order(patch):
    """Orders that arrive are not carried out."""
    keep = order_taking.keep
    patch.setattr(
        order_taking, "keep", lambda op, shown, known_to="": 0 if known_to else keep(op, shown)
    )
    verdict_on = verdicts.verdict_on
    _compare_by(patch, lambda stored, row, moves, *more: verdict_on(stored, row, (), *more))


def _no_epoch(patch):
    """Only the revision counts, whoever owns the row."""
    keys = ("rev", "inst", "deleted", "schema_no", "profile_no", "row_hash")
    _compare_by(patch, _plain(lambda old, new: [new[k] for k in keys] > [old[k] for k in keys]))


def _last_wins(patch):
    """Whatever comes last is taken."""
    _compare_by(patch, _plain(lambda old, new: old["row_hash"] != new["row_hash"]))


def _no_fork(patch):
    """Nobody notices that an owner has forgotten what it reported."""
    patch.setattr(verdicts.Life, "has_forgotten", lambda *_: False)
    patch.setattr(staging.Staging, "send_back", lambda *_: None)


def _no_erase(patch):
    """Rows of those who have not heard of an erasure are taken as they come."""
    patch.setattr(staging, "blanked", lambda shape, row, fields: row)


def _compare_by(patch, verdict_on):
    patch.setattr(staging, "verdict_on", verdict_on)
    patch.setattr(applying, "verdict_on", verdict_on)


def _plain(greater):
    def verdict_on(stored, row, *_):
        if stored is None:
            return "added"
        return "changed" if greater(stored, row.sync) else "older"

    return verdict_on


MUTANTS = (_no_epoch, _no_erase, _no_order, _last_wins, _no_fork)


@pytest.mark.proof
@pytest.mark.parametrize("mutant", MUTANTS if proof.WHOLE else MUTANTS[:2])
def test_the_story_ends_badly_without_one_of_the_rules(twelve, monkeypatch, mutant):
    mutant(monkeypatch)
    desks = Desks(twelve)
    try:
        with pytest.raises(AssertionError):
            _story(desks, rounds=2)
    finally:
        desks.close()
