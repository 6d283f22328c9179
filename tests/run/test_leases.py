"""What workers spend together stays within the limits of the run, whoever asks first."""

from __future__ import annotations

import random
from typing import Any

import pytest

from logitext.run.cluster.leases import PACED, Bank, Leased, Paced
from logitext.theory.allowance import OutOfBudgetError


def asking(bank: Bank) -> Any:
    return lambda method, *arguments: getattr(bank, method)(*arguments)


@pytest.mark.parametrize("seed", range(20))
def test_no_call_is_allowed_that_could_exceed_a_limit(seed: int) -> None:
    chance = random.Random(seed)
    bank = Bank(10_000, 50.0, None, None)
    bank.settle(1000, 5.0)  # of earlier commands
    workers = [Leased(asking(bank), tokens=True, cost=True) for _ in range(4)]
    tokens, cost, refused = 1000, 5.0, 0
    flying: list[tuple[Leased, int, float]] = []
    while refused < 200:
        worker = chance.choice(workers)
        most, money = chance.randint(1, 400), chance.random()
        try:
            worker.reserve(most, money)
            flying.append((worker, most, money))
        except OutOfBudgetError:
            refused += 1
        if flying and chance.random() < 0.8:
            worker, most, money = flying.pop(chance.randrange(len(flying)))
            used, paid = chance.randint(0, most), chance.random() * money
            worker.settle(most, money, used, paid)
            tokens, cost = tokens + used, cost + paid
        if chance.random() < 0.05:
            worker.give_back()
        assert tokens + sum(one[1] for one in flying) <= 10_000
        assert cost + sum(one[2] for one in flying) <= 50.0 + 1e-9
    for worker, most, money in flying:
        worker.settle(most, money, 0, 0.0)
    for worker in workers:
        worker.give_back()
    assert bank.used()[0] == tokens
    assert bank.used()[1] == pytest.approx(cost)
    assert tokens > 9000 or cost > 45, "the limit is used up"


def test_what_is_not_limited_is_counted() -> None:
    bank = Bank(None, 10.0, None, None)
    worker = Leased(asking(bank), tokens=False, cost=True)
    worker.reserve(10**9, 1.0)
    with pytest.raises(OutOfBudgetError, match="the price of the next call is not known"):
        worker.reserve(5, None)
    free = Leased(asking(Bank(None, None, None, None)), tokens=False, cost=False)
    free.reserve(10**9, None)
    assert free.unlimited


def test_a_minute_has_room_for_so_much_of_all() -> None:
    bank = Bank(None, None, 3, 100)
    calls, tokens = (Paced(asking(bank), what) for what in PACED)
    assert [calls.wait_for(1, 0.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert calls.wait_for(1, 0.0) > 0
    assert tokens.wait_for(60, 0.0) == 0.0
    assert tokens.wait_for(60, 0.0) > 0


def test_a_run_that_is_to_end_is_told_so() -> None:
    bank = Bank(None, None, None, None)
    assert not bank.is_stopped()
    bank.stop()
    assert bank.is_stopped()
