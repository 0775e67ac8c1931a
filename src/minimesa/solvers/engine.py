"""The engine: puts queries to worker processes under hard limits; the first answer counts."""

from __future__ import annotations

import math
import selectors
import time
from typing import TYPE_CHECKING, Protocol, Self

from minimesa.encoding.cases import split_into
from minimesa.encoding.halves import halves
from minimesa.encoding.query import Answer, Query, Verdict
from minimesa.errors import InputError, SolverError
from minimesa.solvers.members import Member, members, splitter
from minimesa.solvers.messages import Draw, Item, Job, Reply, Task
from minimesa.solvers.process import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from minimesa.circuit import Circuit
    from minimesa.solvers.profiles import Profile


TIME_LIMIT = "time limit"

WHOLE_SECONDS = 10.0
"""So long a question stays whole before several workers share its cases."""
FIRST_SECONDS = 10.0
"""So long at most the first members of a portfolio take for the conflicts that they have."""


class Oracle(Protocol):
    """What answers queries: an `Engine`, or what stands in for one."""

    profile: Profile

    def ask(
        self, query: Query, *, seconds: float | None = None, certificate: str | None = None
    ) -> Answer:
        """Answer a query within so many seconds; see `Engine.ask`."""


class Engine:
    """Answers queries by a profile; used with ``with``, which ends every process.

    Args:
        profile: the profile, possibly a portfolio.
        memory_limit: MiB for each solver call, or None.
        threads: for CP-SAT.
        workers: processes that share the cases of one hard question (`minimesa.encoding.cases`).

    Raises:
        InputError: a portfolio names itself or an unknown profile, or several workers are asked
            of CP-SAT alone.

    """

    def __init__(
        self,
        profile: Profile,
        *,
        memory_limit: int | None = None,
        threads: int = 1,
        workers: int = 1,
    ) -> None:
        self.profile = profile
        self._members = members(profile)
        self._memory_limit = memory_limit
        self._threads = threads
        self._workers = workers
        if workers > 1:
            splitter(profile)
        self._idle: list[Worker] = []
        self._busy: dict[Worker, Member] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in [*self._idle, *self._busy]:
            worker.kill()
        self._idle.clear()
        self._busy.clear()

    def ask(
        self, query: Query, *, seconds: float | None = None, certificate: str | None = None
    ) -> Answer:
        """Answer a query; with several workers, by its cases where it is hard.

        Args:
            query: the question.
            seconds: wall-clock limit, after which the answer is unknown.
            certificate: where to write formula and proof of a refutation, or None. The label of
                each case is that of the query with an end of its own, and so are its files.

        """
        cases = split_into(query, self._workers) if self._workers > 1 else ()
        if not cases or (seconds is not None and seconds <= WHOLE_SECONDS):
            return self._whole(query, seconds, certificate)
        answer = self._whole(query, WHOLE_SECONDS, certificate)
        if answer.verdict is not Verdict.UNKNOWN or answer.reason != TIME_LIMIT:
            return answer
        begin = time.monotonic() - answer.seconds
        return self._share(query, cases, self._workers, begin, seconds, certificate)

    def _whole(self, query: Query, seconds: float | None, certificate: str | None) -> Answer:
        """Put a query to the members, of which the last may take its halves."""
        if certificate is not None:
            return self._race(self.provers(), query, seconds, certificate)
        conflicts = self.profile.conflicts
        parts = () if conflicts is None else halves(query)
        if not parts:
            return self._race(self._members, query, seconds, None)
        first = self._members[:-1]
        left = math.inf if seconds is None else seconds
        answer = self._race(first, query, min(FIRST_SECONDS, left), None, conflicts)
        if answer.verdict is not Verdict.UNKNOWN or answer.seconds >= left:
            return answer
        begin = time.monotonic() - answer.seconds
        return self._share(query, parts, len(parts), begin, seconds, None)

    def _race(
        self,
        members: Sequence[Member],
        query: Query,
        seconds: float | None,
        certificate: str | None,
        conflicts: int | None = None,
    ) -> Answer:
        """Put a query to several; the first answer counts."""
        begin = time.monotonic()
        deadline = None if seconds is None else begin + seconds
        waiting = list(members)
        failures: list[str] = []
        try:
            with selectors.DefaultSelector() as selector:
                while waiting or self._busy:
                    now = time.monotonic()
                    if deadline is not None and now >= deadline:
                        return self._unknown(begin, [TIME_LIMIT])
                    while waiting and (not self._busy or now >= begin + waiting[0].delay):
                        member, *waiting = waiting
                        try:
                            worker = self._start(member, query, certificate, conflicts=conflicts)
                        except SolverError as error:
                            failures.append(f"{member.profile.name}: {error}")
                            continue
                        selector.register(worker, selectors.EVENT_READ, worker)
                    wake = [begin + member.delay for member in waiting[:1]]
                    wake += [] if deadline is None else [deadline]
                    for key, _ in selector.select(max(0.0, min(wake) - now) if wake else None):
                        worker = key.data
                        selector.unregister(worker)
                        member = self._busy.pop(worker)
                        reply = worker.message()
                        assert isinstance(reply, Reply)
                        self._retire(worker)
                        if reply.verdict not in (None, Verdict.UNKNOWN):
                            return _answer(member, reply, begin, certificate)
                        failures.append(f"{member.profile.name}: {reply.failure or 'gave up'}")
            return self._unknown(begin, failures)
        finally:
            self._end_busy()

    def _share(
        self,
        query: Query,
        cases: Sequence[Query],
        workers: int,
        begin: float,
        seconds: float | None,
        certificate: str | None,
    ) -> Answer:
        """Put the cases of a query to workers: one found is found, all refuted is refuted.

        A case that fails leaves the question open, and nothing is gained by the others.
        """
        provers = None if certificate is None else self.provers()
        member = Member(splitter(self.profile), 0.0) if provers is None else provers[0]
        waiting = list(cases)
        try:
            with selectors.DefaultSelector() as selector:
                while waiting or self._busy:
                    while waiting and len(self._busy) < workers:
                        case = waiting.pop(0)
                        end = case.label.removeprefix(query.label)
                        place = None if certificate is None else certificate + end
                        worker = self._start(member, case, place)
                        selector.register(worker, selectors.EVENT_READ, worker)
                    left = None if seconds is None else begin + seconds - time.monotonic()
                    if left is not None and left <= 0:
                        return self._unknown(begin, [TIME_LIMIT])
                    for key, _ in selector.select(left):
                        worker = key.data
                        selector.unregister(worker)
                        del self._busy[worker]
                        reply = worker.message()
                        assert isinstance(reply, Reply)
                        self._retire(worker)
                        if reply.verdict is Verdict.FOUND:
                            return _answer(member, reply, begin)
                        if reply.verdict is not Verdict.REFUTED:
                            reason = reply.failure or "gave up"
                            return self._unknown(begin, [f"{member.profile.name}: {reason}"])
            return _answer(member, Reply(Verdict.REFUTED), begin)
        except SolverError as error:
            return self._unknown(begin, [f"{member.profile.name}: {error}"])
        finally:
            self._end_busy()

    def stream(
        self, query: Query, task: Task, *, seconds: float | None = None
    ) -> Iterator[frozenset[int] | Circuit | Answer]:
        """Yield the results of a streaming task as they come, and last the answer.

        The answer is refuted where nothing more is to be found, and unknown where a limit was
        reached. Closing the iterator ends the worker. Of a portfolio the last member that can
        enumerate is used: listing all is a long refutation in the end.

        Raises:
            InputError: no member of the profile can enumerate.

        """
        yield from self._relay(self._enumerators()[-1], query, task, None, seconds)

    def sample(self, draw: Draw, *, seconds: float | None = None) -> Iterator[Circuit | Answer]:
        """Yield circuits drawn at random as they come, and last the answer.

        The answer is found when the draw is over, and unknown where a limit was reached. There may
        be fewer circuits than asked for only where there is none at all. Of a portfolio the first
        member that can enumerate is used: a draw is many small questions.

        Raises:
            InputError: no member of the profile can enumerate.

        """
        member = self._enumerators()[0]
        for item in self._relay(member, draw.queries[0], Task.SAMPLE, draw, seconds):
            assert not isinstance(item, frozenset)
            yield item

    def _enumerators(self) -> list[Member]:
        able = [member for member in self._members if member.profile.backend == "pysat"]
        if not able:
            raise InputError(
                f"solver {self.profile.name!r} cannot enumerate; choose one of python-sat"
            )
        return able

    def _relay(
        self, member: Member, query: Query, task: Task, draw: Draw | None, seconds: float | None
    ) -> Iterator[frozenset[int] | Circuit | Answer]:
        """Yield the items of a streaming task and last the answer; closing it ends the worker."""
        begin = time.monotonic()
        try:
            with selectors.DefaultSelector() as selector:
                worker = self._start(member, query, None, task, draw)
                selector.register(worker, selectors.EVENT_READ)
                while True:
                    left = None if seconds is None else begin + seconds - time.monotonic()
                    if left is not None and (left <= 0 or not selector.select(left)):
                        yield self._unknown(begin, [TIME_LIMIT])
                        return
                    message = worker.message()
                    if isinstance(message, Item):
                        yield message.value
                        continue
                    del self._busy[worker]
                    self._retire(worker)
                    if message.verdict is None:
                        yield self._unknown(begin, [f"{member.profile.name}: {message.failure}"])
                    else:
                        yield _answer(member, message, begin)
                    return
        finally:
            self._end_busy()

    def provers(self) -> list[Member]:
        """Return the last member that writes proofs: one, since racers would share the files.

        Raises:
            InputError: there is none.

        """
        able = [member for member in self._members if member.profile.writes_proofs]
        if not able:
            raise InputError(
                f"solver {self.profile.name!r} writes no proofs; certify with cadical195"
            )
        return [Member(able[-1].profile, 0.0)]

    def _retire(self, worker: Worker) -> None:
        """Keep a worker for the next job, or bury it with its children where it died."""
        if worker.alive:
            self._idle.append(worker)
        else:
            worker.kill()

    def _end_busy(self) -> None:
        for worker in self._busy:
            worker.kill()
        self._busy.clear()

    def _start(
        self,
        member: Member,
        query: Query,
        certificate: str | None,
        task: Task = Task.ANSWER,
        draw: Draw | None = None,
        conflicts: int | None = None,
    ) -> Worker:
        idle = [worker for worker in self._idle if worker.alive]
        worker = idle.pop() if idle else Worker()
        self._idle = idle
        self._busy[worker] = member
        job = Job(
            query,
            member.profile,
            self._memory_limit,
            self._threads,
            certificate,
            task,
            draw,
            conflicts,
        )
        try:
            worker.start(job)
        except SolverError:
            del self._busy[worker]
            worker.kill()
            raise
        return worker

    def _unknown(self, begin: float, reasons: list[str]) -> Answer:
        return Answer(
            Verdict.UNKNOWN,
            self.profile.name,
            time.monotonic() - begin,
            reason="; ".join(reasons),
        )


def _answer(member: Member, reply: Reply, begin: float, certificate: str | None = None) -> Answer:
    assert reply.verdict is not None
    return Answer(
        reply.verdict,
        member.profile.name,
        time.monotonic() - begin,
        circuit=reply.circuit,
        proof=f"{certificate}.drat"
        if certificate is not None and reply.verdict is Verdict.REFUTED
        else None,
    )
