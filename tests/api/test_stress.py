"""Threads, tasks, cancellation and the collector at once, over both back ends: no crash, no hang, no wrong verdict.

In a process of its own, as what is feared (a solver's object freed in another thread while it works) ends the process.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

_SCRIPT = '''
import asyncio, gc, random, sys, threading
import logitext
from logitext import theory

gc.set_threshold(20, 2, 2)  # the collector runs all the time, in whatever thread is at work
ROUNDS = int(sys.argv[1])
POLICIES = [
    logitext.loads("""{{text post let a = [[a]] let b = [[b]] let n: Int = [[n]] let m: Int = [[m]] let t: Text = [[t]]
      assume tie: a implies n > 2  violation v = a and n + m > 9 or b and t == "x"  verdict w = n * 2 < m}}""",
      backend=backend)
    for backend in ("z3", "auto")
] + [
    logitext.loads("""{{text post let a = [[a]] let b = [[b]] let c = [[c]]
      assume a implies b  violation v = a and c or b}}""", backend=backend)
    for backend in ("z3", "diagram")
]
FAILED = []

def right(number):
    a, b, n, m = number % 2 == 0, number % 3 == 0, number % 7, number % 11
    return {"a": a and n > 2, "b": b or a, "c": a, "n": n, "m": m, "t": "xy"[number % 2]}

def expected(policy, known):
    if "n" in policy.clauses:
        v = known["a"] and known["n"] + known["m"] > 9 or known["b"] and known["t"] == "x"
        return {"v": v, "w": known["n"] * 2 < known["m"]}
    return {"v": known["a"] and known["c"] or known["b"]}

class Slow(theory.Theory):
    name, price, version = "slow", theory.Price(question=1), "1"
    async def answer(self, questions, texts):
        await asyncio.sleep(random.random() * 0.002)
        if random.random() < 0.02:
            loop = [1]; loop.append(loop)  # garbage in a circle
            raise OSError("no line")
        known = right(int(texts["post"]))
        return theory.Reply({q.id: theory.Value(known[q.clause]) for q in questions})

def look(policy, result):
    wanted = expected(policy, right(int(result.document)))
    for name, verdict in result.verdicts.items():
        if verdict.value is not None and verdict.value != wanted[name]:
            FAILED.append((str(policy), result.document, name, verdict.value))
        if verdict.value is None and not (result.status == "conflict" or verdict.open):
            FAILED.append((str(policy), result.document, name, "nothing is open"))

async def cancelling(seed):
    rng = random.Random(seed)
    for _ in range(ROUNDS):
        policy = rng.choice(POLICIES)
        tasks = [
            asyncio.create_task(policy.acheck(str(n), theory=Slow(), label=str(n)))
            for n in rng.sample(range(1000), 8)
        ]
        await asyncio.sleep(rng.random() * 0.01)
        for task in rng.sample(tasks, 4):
            task.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(result, BaseException):
                if not isinstance(result, asyncio.CancelledError):
                    FAILED.append(repr(result))
            else:
                look(policy, result)
                COUNT[0] += 1

def many(seed):
    rng = random.Random(seed)
    for _ in range(ROUNDS):
        policy = rng.choice(POLICIES)
        texts = [theory.Texts({"post": str(n)}, label=str(n)) for n in rng.sample(range(1000), 20)]
        fixed = theory.Function(lambda question, given: right(int(given["post"]))[question.clause])
        results = policy.check_many(texts, theory=rng.choice((Slow(), fixed)), concurrency=rng.choice((1, 4, 32)))
        for place, result in enumerate(results):
            look(policy, result)
            COUNT[0] += 1
            if result.error is not None:
                FAILED.append(result.error)
            if place > 10 and rng.random() < 0.1:
                break  # the rest is cancelled
        results.close()

def collect():
    while any(thread.is_alive() for thread in threads):
        gc.collect()
        policy = logitext.loads("{{let a = [[a]] let n: Int = [[n]] verdict v = a and n + n > 3}}")
        policy.check(theory=theory.Answers({"a": True}))

COUNT = [0]
threads = [threading.Thread(target=many, args=(seed,)) for seed in range(3)]
threads += [threading.Thread(target=lambda: asyncio.run(cancelling(9)))]
collector = threading.Thread(target=collect)
for thread in [*threads, collector]: thread.start()
for thread in [*threads, collector]: thread.join()
print("fine", len(FAILED), FAILED[:3])
print(COUNT[0], "checks", file=sys.stderr)
'''


@pytest.mark.slow
def test_threads_tasks_cancellation_and_the_collector() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT, "4"], capture_output=True, text=True, timeout=600)
    assert (done.returncode, done.stdout) == (0, "fine 0 []\n"), done.stderr
    assert int(done.stderr.split()[-2]) > 50
