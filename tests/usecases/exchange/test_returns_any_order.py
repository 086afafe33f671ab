"""Whatever is lost, doubled or late on the way: after a last exchange both desks show the same remarks in the same states."""

import random

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import (
    receipts,
    register,
    return_answers,
    returns,
    send_package,
    sending_back,
    take_packages,
)

STEPS = 24


class World:
    """A county, a township, a reported organization, and everything that was ever on the stick."""

    def __init__(self, town, county, organization, folder, seed):
        self.town, self.county, self.organization = town, county, organization
        self.folder, self.dice = folder, random.Random(seed)
        self.up, self.down, self.answers = [], [], []
        self.raised = set()
        self.number = 0

    def place(self):
        """Return a new folder."""
        self.number += 1
        return self.folder / str(self.number)

    def send_back(self):
        """The county writes a remark on one of three fields, if none is open there."""
        key, value = self.dice.choice((("members", "18"), ("venue", "文化站"), ("", "")))
        try:
            done = returns.send_back(
                self.county, [returns.Remark(self.organization, "请核对", key, value)]
            )
        except Problems as refused:
            assert refused.problems[0].code == "second"
        else:
            self.raised.update(done.value)

    def give(self):
        """The county writes its package; it may be lost, or come later."""
        self.down += [one.file for one in sending_back.give(self.county, self.place()).value]

    def arrive(self):
        """Any package from above arrives, perhaps again; its receipt may come home one day."""
        if self.down:
            file = self.dice.choice(self.down)
            (taken,) = take_packages.take(self.town, [file], self.place()).value
            assert taken.verdict in ("ok", "duplicate"), taken
            self.answers.append((self.county, taken.receipt))

    def report(self):
        """The township reports; the package may be lost, or come later."""
        self.up.append(send_package.make(self.town, "410782", self.place()).value.file)

    def come_up(self):
        """Any report arrives, perhaps again."""
        if self.up:
            (taken,) = take_packages.take(
                self.county, [self.dice.choice(self.up)], self.place()
            ).value
            assert taken.verdict in ("ok", "duplicate"), taken
            self.answers.append((self.town, taken.receipt))

    def hear(self):
        """Any receipt comes home, perhaps again."""
        if self.answers:
            receipts.take_receipt(*self.dice.choice(self.answers))

    def edit(self):
        """The owner changes the record by itself."""
        members = str(self.dice.randint(10, 20))
        register.save_organization(self.town, self.organization, {"members": members})

    def answer(self):
        """The owner takes a proposal or answers in words."""
        found = [one for one in returns.listed(self.town) if one.for_me]
        if not found:
            return
        one = self.dice.choice(found)
        try:
            if self.dice.random() < 0.5:
                return_answers.accept(self.town, one.id)
            else:
                return_answers.explain(self.town, one.id, "已核实。")
        except Trouble as refused:
            assert refused.code in ("no_proposal", "changed_meanwhile", "settled")

    def settle(self):
        """The county closes a remark."""
        if self.raised:
            returns.settle(self.county, [self.dice.choice(sorted(self.raised))])

    def last_exchange(self):
        """Everything goes up and down once more, and nothing is lost."""
        for _ in range(2):
            made = sending_back.give(self.county, self.place()).value
            for one in made:
                (taken,) = take_packages.take(self.town, [one.file], self.place()).value
                receipts.take_receipt(self.county, taken.receipt)
            sent = send_package.make(self.town, "410782", self.place()).value
            (taken,) = take_packages.take(self.county, [sent.file], self.place()).value
            receipts.take_receipt(self.town, taken.receipt)


@pytest.mark.parametrize("seed", range(4))
def test_both_desks_end_with_the_same_remarks(town, county, add, tmp_path, seed):
    organization = add(town, members="12", venue="广场")
    sent = send_package.make(town, "410782", tmp_path / "first").value
    (taken,) = take_packages.take(county, [sent.file], tmp_path / "first-r").value
    receipts.take_receipt(town, taken.receipt)
    world = World(town, county, organization, tmp_path / "stick", seed)
    steps = (
        *(world.send_back, world.give, world.arrive, world.report, world.come_up),
        *(world.hear, world.edit, world.answer, world.settle),
    )
    for _ in range(STEPS):
        world.dice.choice(steps)()
    world.last_exchange()
    ends = [
        {one.id: (one.state, one.now, one.answer, one.answer_words) for one in returns.listed(desk)}
        for desk in (town, county)
    ]
    assert set(ends[0]) == world.raised
    assert ends[0] == ends[1]
    assert sending_back.waiting(county) == []
    waits = any(state == "待处理" for state, *_ in ends[0].values())
    assert (register.show(town, organization).sync_state == "退回修改") == waits
