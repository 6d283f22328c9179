"""Decision diagrams with several values at their ends, and one way to build them: if-then-else.

`0` and `1` are false and true, `2` is "no such world"; the ends after them are other values.
"""

from __future__ import annotations

from collections.abc import Sequence

from logitext.logic.diagram.store import END, NodeStore, TooLargeError
from logitext.policy.sorts import Value

FALSE, TRUE, IMPOSSIBLE = 0, 1, 2


class Forest(NodeStore):
    """All diagrams of a policy, over one order of the clauses; `values` has the value of each end."""

    def __init__(self, sizes: Sequence[int], max_nodes: int, max_steps: int) -> None:
        super().__init__(sizes, max_nodes, max_steps)
        self.values: dict[int, Value | None] = {FALSE: False, TRUE: True, IMPOSSIBLE: None}
        self._memo: dict[tuple[int, int, int], int] = {}
        self._ends: dict[tuple[type, Value], int] = {(bool, False): FALSE, (bool, True): TRUE}
        for _ in (FALSE, TRUE, IMPOSSIBLE):
            self.new(END, ())

    def end(self, value: Value) -> int:
        """The end that stands for a value."""
        key = (type(value), value)
        if key not in self._ends:
            self._ends[key] = self.new(END, ())
            self.values[self._ends[key]] = value
        return self._ends[key]

    def cell(self, level: int, cells: Sequence[int]) -> int:
        """Whether the clause of a level lies in one of the cells."""
        return self.node(level, tuple(TRUE if cell in cells else FALSE for cell in range(self.sizes[level])))

    def ite(self, f: int, g: int, h: int) -> int:
        """`g` where `f` is true, else `h`. `f` has no ends but false and true.

        This is `apply` written out for three operands: all building goes through here, and takes 1.6 times as long
        without.
        """
        done = _chosen(f, g, h)
        if done is not None:
            return done
        level, kids, memo = self.level, self.kids, self._memo
        wanted = (f, g, h)
        stack = [wanted]
        while stack:
            key = stack[-1]
            if key in memo:
                stack.pop()
                continue
            self.steps_left -= 1
            if self.steps_left < 0:
                raise TooLargeError
            f, g, h = key
            at_f, at_g, at_h = level[f], level[g], level[h]
            top = min(at_f, at_g, at_h)
            results: list[int] = []
            waiting = False
            for cell in range(self.sizes[top]):
                below = (
                    kids[f][cell] if at_f == top else f,
                    kids[g][cell] if at_g == top else g,
                    kids[h][cell] if at_h == top else h,
                )
                result = _chosen(*below)
                if result is None:
                    result = memo.get(below)
                if result is None:
                    stack.append(below)
                    waiting = True
                elif not waiting:
                    results.append(result)
            if not waiting:
                memo[key] = self.node(top, tuple(results))
                stack.pop()
        return memo[wanted]

    def release(self, mark: int) -> None:
        """Forget the nodes from a number on, so that their room is free again. Nobody may use one of them any more."""
        if len(self.level) == mark:
            return
        for node in range(mark, len(self.level)):
            if self.kids[node]:
                del self._unique[self.level[node], self.kids[node]]
        del self.level[mark:], self.kids[mark:]
        self.values = {node: value for node, value in self.values.items() if node < mark}
        self._ends = {key: node for key, node in self._ends.items() if node < mark}
        self._memo.clear()

    def meet(self, conditions: Sequence[int]) -> bool:
        """Whether something meets all of some conditions; no node is made for it.

        A state is what is left of the conditions after some clauses. Levels only grow, so a state that is met a second
        time has been looked at to the end.
        """
        levels, kids, sizes = self.level, self.kids, self.sizes
        first = frozenset(conditions) - {TRUE}
        if FALSE in first or not first:
            return FALSE not in first
        seen = {first}
        stack = [first]
        while stack:
            here = stack.pop()
            top = min(levels[node] for node in here)
            rest = [node for node in here if levels[node] != top]
            asked = [kids[node] for node in here if levels[node] == top]
            for cell in range(sizes[top]):
                self.spend()
                below = {each[cell] for each in asked}
                if FALSE in below:
                    continue
                below.update(rest)
                below.discard(TRUE)
                if not below:
                    return True
                state = frozenset(below)
                if state not in seen:
                    seen.add(state)
                    stack.append(state)
        return False

    # --- connectives

    def negate(self, f: int) -> int:
        return self.ite(f, FALSE, TRUE)

    def conjoin(self, parts: Sequence[int]) -> int:
        """The conjunction; joined from the last clauses to the first, where that costs least."""
        result = TRUE
        for part in sorted(parts, key=self.level.__getitem__, reverse=True):
            result = self.ite(part, result, FALSE)
        return result

    def disjoin(self, parts: Sequence[int]) -> int:
        """The disjunction, likewise."""
        result = FALSE
        for part in sorted(parts, key=self.level.__getitem__, reverse=True):
            result = self.ite(part, TRUE, result)
        return result

    def exclusive(self, f: int, g: int) -> int:
        return self.ite(f, self.negate(g), g)

    def parity(self, parts: Sequence[int]) -> int:
        """Whether an odd number of the parts is true, likewise."""
        even, odd = TRUE, FALSE
        for part in sorted(parts, key=self.level.__getitem__, reverse=True):
            even, odd = self.ite(part, odd, even), self.ite(part, even, odd)
        return odd

    def count(self, parts: Sequence[int], least: int, most: int) -> int:
        """Whether at least `least` and at most `most` of the parts are true."""
        parts = sorted(parts, key=self.level.__getitem__, reverse=True)
        # reached[n]: n of the parts before are true, the last entry: more than `most`.
        reached = [TRUE if least <= number <= most else FALSE for number in range(most + 1)] + [FALSE]
        if most >= len(parts):
            reached = [TRUE if least <= number else FALSE for number in range(least + 1)]
        last = len(reached) - 1
        for part in parts:
            reached = [self.ite(part, reached[min(number + 1, last)], reached[number]) for number in range(last + 1)]
        return reached[0]


def _chosen(f: int, g: int, h: int) -> int | None:
    if f == TRUE or g == h:
        return g
    if f == FALSE:
        return h
    return f if g == TRUE and h == FALSE else None
