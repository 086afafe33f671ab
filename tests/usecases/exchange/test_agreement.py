"""A clerk changes things and packages travel late, twice, in any order or never: both desks still end equal."""

import itertools
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from cso_desk import store
from cso_desk.errors import Problems
from cso_desk.records import TRAVELLING
from cso_desk.usecases import history, receipts, register, replies, send_package, take_packages

NAMES = st.sampled_from(["百泉一队", "百泉二队", "百泉三队", "百泉四队"])
PLACES = st.integers(0, 99)


class Exchange(RuleBasedStateMachine):
    """One township, its county, and a heap of packages and receipts that may arrive or not."""

    def __init__(self, template: Path, reopen) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        shutil.copytree(template, self.root / "desks")
        self.town = reopen(self.root / "desks" / "town")
        self.county = reopen(self.root / "desks" / "county")
        self.numbers = itertools.count()
        self.packages: list[Path] = []
        self.answers: list[Path] = []
        self.organizations: list[str] = []

    def teardown(self) -> None:
        """Send everything once more and compare."""
        self.send()
        self.take_package(len(self.packages) - 1)
        self._compare()
        self.take_receipt(len(self.answers) - 1)
        self._all_acknowledged()
        self.town.close()
        self.county.close()
        shutil.rmtree(self.root)

    @rule(name=NAMES)
    def add(self, name: str) -> None:
        """Enter an organization with an old filing."""
        made = register.save_organization(self.town, None, {"name": name}).value
        number = f"{name}{next(self.numbers)}号"
        register.record_old_filing(self.town, made, number, "2020-03-12", "百泉镇人民政府")
        self.organizations.append(made)

    @precondition(lambda self: self.organizations)
    @rule(place=PLACES, name=NAMES)
    def change(self, place: int, name: str) -> None:
        """Rename one."""
        register.save_organization(self.town, self._one(place), {"name": name, "note": name})

    @precondition(lambda self: self.organizations)
    @rule(place=PLACES)
    def remove(self, place: int) -> None:
        """Take one out of the register."""
        one = self._one(place)
        self.organizations.remove(one)
        register.remove(self.town, one)

    @rule()
    def undo(self) -> None:
        """Take back the last step, where it can be."""
        with self.town.read() as session:
            last = store.last_operation(session)
        if last is None or "单位证书" in last.words:
            return
        try:
            history.undo_operation(self.town, last.n)
        except Problems:
            return
        with self.town.read() as session:
            found = store.listed(session, register.Organization)
        self.organizations = [one.id for one in found]

    @rule()
    def send(self) -> None:
        """Make a package."""
        out = self.root / f"stick{next(self.numbers)}"
        self.packages.append(send_package.make(self.town, None, out).value.file)

    @precondition(lambda self: self.packages)
    @rule(place=PLACES)
    def take_package(self, place: int) -> None:
        """Bring any package, old or new, to the county."""
        file = self.packages[place % len(self.packages)]
        answers = self.root / f"answers{next(self.numbers)}"
        (taken,) = take_packages.take(self.county, [file], answers).value
        assert taken.verdict in ("ok", "duplicate"), taken
        assert taken.refused == 0
        self.answers.append(taken.receipt)

    @precondition(lambda self: self.answers)
    @rule(place=PLACES)
    def take_receipt(self, place: int) -> None:
        """Bring any receipt back."""
        receipts.take_receipt(self.town, self.answers[place % len(self.answers)])

    def _one(self, place: int) -> str:
        return self.organizations[place % len(self.organizations)]

    def _compare(self) -> None:
        with self.town.read() as ours, self.county.read() as theirs:
            for record in TRAVELLING:
                assert _shown(ours, record, self.town.unit) == _shown(
                    theirs, record, self.town.unit
                )
            said = self._newest_states()
            assert replies.state_of(theirs, self.town.unit) == said

    def _newest_states(self) -> dict[str, str]:
        from cso_desk.packages.open import peek

        return dict(peek(self.packages[-1]).cover.state_hash)

    def _all_acknowledged(self) -> None:
        for one in self.organizations:
            assert register.show(self.town, one).sync_state == "已接收"


def _shown(session, record, owner: str) -> list[tuple[object, ...]]:
    """Return every living row of a table but for the columns that each desk keeps for itself."""
    local = {"n", "src_pkg", "row_hash", "sent_rev", "acked_rev", "profile_no"}
    kept_below = {"leader_id", "id_number"}
    keys = [one.key for one in record.__table__.columns if one.key not in local | kept_below]
    return sorted(map(str, store.values_of(session, record, keys, owner=owner)))


def test_both_desks_agree_whatever_arrives(enrolled_folders, reopened):
    run_state_machine_as_test(
        lambda: Exchange(enrolled_folders, reopened),
        settings=settings(max_examples=6, stateful_step_count=14, deadline=None),
    )
