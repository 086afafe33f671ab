"""Whatever a clerk does in whatever order: what an organization says of a shared person or room is what that says."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cso_desk import store
from cso_desk.clock import FixedClock
from cso_desk.errors import Problems, Trouble
from cso_desk.records import Member, Organization, Person, Venue
from cso_desk.usecases import history, opening, people, register, same_persons, venues
from cso_desk.usecases.shared_records import LEADER, MEMBER, PLACE, Tie

from .conftest import made_up_id

NAMES = st.sampled_from(["魏领四", "孔继任", "华参六"])
NUMBERS = st.sampled_from(["", made_up_id(seq=1), made_up_id(seq=3)])
PHONES = st.sampled_from(["", "13900000001", "13900000002"])
PLACES = st.sampled_from(["", "百泉社区二楼活动室", "百泉社区文化广场"])
POLITICS = st.sampled_from(["", "群众", "中共党员"])
WHICH = st.integers(0, 99)


class Together(RuleBasedStateMachine):
    """One desk and one clerk in a hurry."""

    def __init__(self, template: Path) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        shutil.copytree(template, self.root / "desk")
        clock = FixedClock(datetime(2026, 11, 20, 9, 0))
        self.desk = opening.open_desk(self.root / "desk", "王干事", "lianxi-2026", clock=clock)
        self.organizations: list[str] = []

    def teardown(self) -> None:
        """Close the desk."""
        self.desk.close()
        shutil.rmtree(self.root)

    def _try(self, act) -> None:
        """Do what the clerk wants; a refusal in plain words changes nothing."""
        before = history.last(self.desk)
        try:
            act()
        except (Problems, Trouble) as refused:
            assert str(refused)
            assert history.last(self.desk) == before

    def _one(self, which: int) -> str:
        return self.organizations[which % len(self.organizations)]

    def _person(self, which: int) -> str:
        found = people.listed(self.desk)
        return found[which % len(found)].id if found else "nobody"

    @rule(name=NAMES, number=NUMBERS, phone=PHONES, venue=PLACES)
    def add(self, name: str, number: str, phone: str, venue: str) -> None:
        """Enter an organization."""
        values = {"leader": name, "leader_id": number, "phone": phone, "venue": venue}
        title = f"第{len(self.organizations)}队"
        made = register.save_organization(self.desk, None, {"name": title, **values}).value
        self.organizations.append(made)

    @precondition(lambda self: self.organizations)
    @rule(
        which=WHICH,
        given=st.fixed_dictionaries(
            {},
            optional={
                "leader": NAMES,
                "leader_id": NUMBERS,
                "phone": PHONES,
                "leader_politics": POLITICS,
                "venue": PLACES,
                "venue_source": st.sampled_from(["", "借用", "自有"]),
                "contact": NAMES,
            },
        ),
    )
    def change(self, which: int, given: dict[str, str]) -> None:
        """Change an organization in its form."""
        self._try(lambda: register.save_organization(self.desk, self._one(which), given))

    @precondition(lambda self: self.organizations)
    @rule(which=WHICH, person=WHICH)
    def choose(self, which: int, person: int) -> None:
        """Choose a person of the list as leader."""
        chosen = {"leader_person": self._person(person)}
        self._try(lambda: register.save_organization(self.desk, self._one(which), chosen))

    @rule(person=WHICH, name=NAMES, phone=PHONES, politics=POLITICS)
    def change_person(self, person: int, name: str, phone: str, politics: str) -> None:
        """Change a person."""
        values = {"name": name, "phone": phone, "politics": politics}
        self._try(lambda: people.save_person(self.desk, self._person(person), values))

    @precondition(lambda self: self.organizations)
    @rule(which=WHICH)
    def keep_leader(self, which: int) -> None:
        """Put a leader into the list of persons."""
        self._try(lambda: people.from_leader(self.desk, self._one(which)))

    @precondition(lambda self: self.organizations)
    @rule(which=WHICH, name=NAMES, person=WHICH)
    def join_roster(self, which: int, name: str, person: int) -> None:
        """Enter a member who is a person of the list, or whose name is not that person's."""
        values = {"name": name, "person": self._person(person)}
        self._try(lambda: register.save_member(self.desk, self._one(which), None, values))

    @rule()
    def accept(self) -> None:
        """Accept all that is proposed."""
        persons = [one.key for one in same_persons.proposals(self.desk)]
        self._try(lambda: same_persons.accept(self.desk, persons))
        places = [one.key for one in venues.proposals(self.desk)]
        self._try(lambda: venues.accept(self.desk, places))

    @rule(one=WHICH, other=WHICH)
    def merge(self, one: int, other: int) -> None:
        """Make one of two persons."""
        both = [self._person(one), self._person(other)]
        self._try(lambda: same_persons.merge(self.desk, both))

    @rule()
    def undo(self) -> None:
        """Take back the last step."""
        self._try(lambda: history.undo_last(self.desk))

    @invariant()
    def together(self) -> None:
        """Every link leads to a living record that says the same."""
        with self.desk.read() as session:
            for tie, kind in ((LEADER, Person), (MEMBER, Person), (PLACE, Venue)):
                for record in store.listed(session, tie.record):
                    self._says_the_same(session, tie, kind, record)

    def _says_the_same(self, session, tie: Tie, kind, record: Organization | Member) -> None:
        linked = getattr(record, tie.link)
        if not linked:
            return
        shared = store.get(session, kind, linked)
        assert shared is not None, "the link leads nowhere"
        for key, source in tie.keys.items():
            assert getattr(record, key) == getattr(shared, source), key


def test_whatever_the_clerk_does(empty_town_folder: Path) -> None:
    run_state_machine_as_test(
        lambda: Together(empty_town_folder),
        settings=settings(max_examples=12, stateful_step_count=16, deadline=None),
    )
