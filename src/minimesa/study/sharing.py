"""What stands in for an engine when one task is shared: cases of a question, put to many workers.

A question is asked whole for a while; what is not answered by then is split into cases
(`minimesa.encoding.cases`), and so is a case that takes long.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from concurrent.futures import BrokenExecutor, CancelledError, wait
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from minimesa.encoding.cases import split, split_into
from minimesa.encoding.query import Answer, Verdict
from minimesa.solvers.engine import TIME_LIMIT, WHOLE_SECONDS
from minimesa.solvers.members import splitter
from minimesa.study import resources
from minimesa.study.lanes import TRIES, collect, freest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from minimesa.encoding.query import Query
    from minimesa.solvers.profiles import Profile
    from minimesa.study.lanes import Lane

CASE_SECONDS = 60.0
"""So long a case is worked on before it is split further; and so long at most one that nobody waits
for any more occupies a worker of a cluster, which cannot be stopped."""
CASES = 4
"""Into so many cases for each worker a question is split at first: they are not equally hard."""
PATIENCE = 0.5
"""Seconds in which cases that nobody waits for any more may end: it takes longer to replace a
worker that is ended."""
DIED = "the worker process died"


@dataclass(frozen=True)
class CaseAnswer:
    """The answer to a case, and the most memory (MiB) that a process had for it."""

    answer: Answer
    peak: int


def answer_case(
    query: Query, seconds: float | None, solver: Profile, memory: int | None
) -> CaseAnswer:
    """Answer a case in a worker, by the engine of its process.

    Args:
        query: the case.
        seconds: wall-clock limit, or None.
        solver: the profile.
        memory: MiB that this process and each solver call may take, or None.

    """
    resources.forget_peak()
    try:
        with resources.memory_limit(memory):
            answer = resources.engine(solver, memory).ask(query, seconds=seconds)
    except MemoryError:
        answer = Answer(Verdict.UNKNOWN, solver.name, 0.0, reason="memory limit")
    return CaseAnswer(answer, resources.peak_memory())


@dataclass
class _Asked:
    """A query that is under way."""

    query: Query
    deadline: float | None
    todo: deque[Query]
    cases: int = 1
    refuted: int = 0
    failures: Counter[Query] = field(default_factory=Counter)
    answer: Answer | None = None

    @property
    def left(self) -> float | None:
        """The seconds that are left, None for no limit."""
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())


class SharingEngine:
    """Answers queries by the workers of some lanes.

    Args:
        lanes: the workers; nothing else may be under way there.
        solver: the profile. Cases are put to the member of it that is for them.
        memory: MiB for each case, or None.
        report: called with a query, and how many of how many cases of it are refuted.

    Attributes:
        profile: the profile.
        peak: the most memory (MiB) that a case took.

    Raises:
        InputError: the profile cannot answer cases.

    """

    def __init__(
        self,
        lanes: Sequence[Lane[Query]],
        solver: Profile,
        memory: int | None,
        report: Callable[[Query, int, int], None],
    ) -> None:
        self.profile = solver
        self.peak = 0
        self._for_cases = splitter(solver)
        self._lanes = lanes
        self._memory = memory
        self._report = report
        self._known: dict[Query, Answer] = {}

    def ask(
        self, query: Query, *, seconds: float | None = None, certificate: str | None = None
    ) -> Answer:
        """Answer a query by its cases: one found is found, all refuted is refuted.

        A case that hits a limit, or fails twice, leaves the query open. What was answered before is
        not asked again: at ``depth,size`` every question begins with the least depth.

        Args:
            query: the question.
            seconds: wall-clock limit, after which the answer is unknown.
            certificate: None; proofs are not written here.

        """
        assert certificate is None
        if query in self._known:
            return replace(self._known[query], seconds=0.0)
        begin = time.monotonic()
        asked = _Asked(query, None if seconds is None else begin + seconds, deque([query]))
        try:
            while asked.answer is None:
                self._fill(asked)
                self._report(query, asked.refuted, asked.cases)
                self._collect(asked)
            wait([future for lane in self._lanes for future in lane.flying], PATIENCE)
        finally:
            for lane in self._lanes:
                lane.drop()
        answer = replace(asked.answer, seconds=time.monotonic() - begin)
        if answer.verdict is not Verdict.UNKNOWN:
            self._known[query] = answer
        return answer

    def _fill(self, asked: _Asked) -> None:
        """Hand cases to workers as long as they have room."""
        while asked.todo and (lane := freest(self._lanes)) is not None:
            case = asked.todo.popleft()
            limits = [] if asked.left is None else [asked.left]
            if self._parts(case):
                limits.append(CASE_SECONDS if case.case else WHOLE_SECONDS)
            try:
                lane.submit(
                    case,
                    answer_case,
                    min(limits, default=None),
                    self._for_cases if case.case else self.profile,
                    self._memory,
                )
            except BrokenExecutor:
                asked.todo.appendleft(case)
                self._recover(lane, asked)

    def _collect(self, asked: _Asked) -> None:
        """Wait for answers and take note of them; replace workers that died."""
        ended, dead = collect(self._lanes, asked.left)
        for case, future in ended:
            self._note(case, future, asked)
        for lane in dead:
            self._recover(lane, asked)
        if asked.answer is None and asked.refuted == asked.cases:
            asked.answer = Answer(Verdict.REFUTED, self._for_cases.name, 0.0)
        if asked.answer is None and asked.left == 0:
            asked.answer = self._unknown(TIME_LIMIT)

    def _note(self, case: Query, future: Future[Any], asked: _Asked) -> None:
        """Take note of how a case has ended."""
        error = CancelledError() if future.cancelled() else future.exception()
        if error is not None:
            self._failed(case, f"{type(error).__name__}: {error}", asked)
            return
        reply: CaseAnswer = future.result()
        self.peak = max(self.peak, reply.peak)
        answer = reply.answer
        if answer.verdict is Verdict.REFUTED:
            asked.refuted += 1
            if not case.case:
                asked.answer = answer
        elif answer.verdict is Verdict.FOUND:
            asked.answer = answer
        elif answer.reason != TIME_LIMIT:
            self._failed(case, answer.reason or "gave up", asked)
        elif parts := self._parts(case):
            asked.todo.extendleft(reversed(parts))
            asked.cases += len(parts) - 1
        else:
            asked.answer = self._unknown(TIME_LIMIT)

    def _recover(self, lane: Lane[Query], asked: _Asked) -> None:
        """Take back the cases of a worker that died."""
        lost = lane.lost()
        asked.todo.extendleft(reversed(lost[1:]))
        for case in lost[:1]:
            self._failed(case, DIED, asked)

    def _failed(self, case: Query, reason: str, asked: _Asked) -> None:
        """Try a case that came to no answer once more; then give up the query."""
        asked.failures[case] += 1
        if asked.failures[case] < TRIES:
            asked.todo.appendleft(case)
        elif asked.answer is None:
            asked.answer = self._unknown(reason)

    def _parts(self, case: Query) -> tuple[Query, ...]:
        """Return the cases of a question or case; none where it cannot be split."""
        if case.case:
            return split(case)
        return split_into(case, CASES * sum(lane.workers for lane in self._lanes))

    def _unknown(self, reason: str) -> Answer:
        return Answer(Verdict.UNKNOWN, self.profile.name, 0.0, reason=reason)
