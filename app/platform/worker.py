"""Runs the jobs whose time has come, and delivers events.

Beside a server, urgent jobs, those at leisure and slow ones have a thread each, and so
has what waits for something outside.
"""

import math
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select
from sqlmodel import col

from app.platform import clock
from app.platform.claiming import claiming, due, ending
from app.platform.db import Database
from app.platform.jobs import Job, JobState, LostLease, RunningJob, lease_end
from app.platform.leisure import MOST_PAUSE_AT_LEISURE, GivingWay, Pausing, at_leisure
from app.platform.outbox import EventBus

if TYPE_CHECKING:
    from app.platform.executor import Executor

log = structlog.get_logger()

MAX_ATTEMPTS = 5
RETRY_SECONDS = 10
PULSE_SECONDS = 0.5
# What is announced within it is told at once: where many save, in one transaction.
GATHER_SECONDS = 0.2
AHEAD = 2
SWITCH_SECONDS = 0.001
URGENT, LEISURE, SLOW = "urgent", "leisure", "slow"

JobFunction = Callable[[RunningJob], None]


class Worker:
    """Delivers events and runs jobs, inside the server or as a process of its own."""

    def __init__(self, database: Database, bus: EventBus) -> None:
        self.database = database
        self.bus = bus
        self._functions: dict[str, JobFunction] = {}
        self._urgent: list[str] = []
        self._slow: list[str] = []
        self._apart: set[str] = set()
        self._handed: defaultdict[str, set[int]] = defaultdict(set)
        self._handing = threading.Lock()
        self._stopping = threading.Event()
        self._giving_way = GivingWay()
        self._pausing = Pausing()
        self._pulse: threading.Thread | None = None
        self._executors: dict[str, Executor] = {}

    def register(
        self,
        kind: str,
        function: JobFunction,
        *,
        urgent: bool = False,
        slow: bool = False,
        apart: bool = False,
    ) -> None:
        """Name the function that does jobs of a kind. It must be safe to run twice.

        Urgent ones are short and go before others that wait; slow ones take minutes.
        Beside a server each of the three has a thread of its own, and all but urgent
        ones take only what time its requests leave: that may be little for long. Those
        that are neither rest while urgent ones come. What stands apart waits for
        something outside: it has one more thread, and nothing waits behind it.
        """
        self._functions[kind] = function
        if apart:
            self._apart.add(kind)
        if urgent:
            self._urgent.append(kind)
        if slow:
            self._slow.append(kind)

    def start(self) -> None:
        """Begin in background threads and return."""
        # Here, where no other thread reads in anything: see there.
        import app.platform.executor  # noqa: F401, PLC0415 - see above

        # Otherwise a request waits 5 ms for a job that computes, at each of its steps.
        sys.setswitchinterval(SWITCH_SECONDS)
        self._pulse = threading.Thread(target=self._beat, name="pulse", daemon=True)
        self._pulse.start()

    def stop(self) -> None:
        """Finish what is running and return."""
        self._stopping.set()
        self.bus.wake.set()
        if self._pulse:
            self._pulse.join(timeout=10)
        # Nobody begins another one from here on.
        with self._handing:
            executors = list(self._executors.values())
        for executor in executors:
            executor.stop()

    def run_due(self, *, slow: bool = True, seconds: float = math.inf) -> int:
        """Deliver events and do every due job in this thread; return the jobs done.

        `slow` ones can be left for another worker, and those that would begin after so
        many seconds.
        """
        until, left = time.monotonic() + seconds, () if slow else self._slow
        done = 0
        self.bus.deliver_due()
        # Slow ones come last: before them there is nothing else.
        while due := [one for one, kind in self._due_jobs() if kind not in left]:
            for job_id in due:
                if time.monotonic() > until:
                    return done
                done += self._run_job(job_id)
            self.bus.deliver_due()
        return done

    def run_first(self, kind: str) -> None:
        """Do the due jobs of one kind in this thread, before all others."""
        with self.database.open_session() as session:
            own = select(col(Job.id)).where(col(Job.kind) == kind)
            numbers = session.scalars(own).all()
        for number in filter(None, numbers):
            # Not those that are done: whoever is not free is not claimed.
            self._run_job(number)

    def _beat(self) -> None:
        while not self._stopping.is_set():
            self.bus.wake.wait(PULSE_SECONDS)
            self.bus.wake.clear()
            try:
                # What the first events ask for does not wait for the last.
                for _ in self.bus.deliveries():
                    self._hand_over(self._due_jobs())
                self._hand_over(self._due_jobs())
            # The pulse must outlive a database that is away for a minute.
            except Exception:
                log.exception("pulse_failed")
                self._stopping.wait(PULSE_SECONDS)
            self._stopping.wait(GATHER_SECONDS)

    def _hand_over(self, due: list[tuple[int, str]]) -> None:
        # A job that waits behind a long one is handed to the executor only once; and
        # few wait there, so that an urgent one that comes later is not behind them.
        with self._handing:
            for job_id, kind in () if self._stopping.is_set() else due:
                lane = self._lane(kind)
                handed = self._handed[lane]
                if self._pausing.pauses(job_id):
                    continue
                if job_id not in handed and len(handed) < AHEAD:
                    handed.add(job_id)
                    self._started_executor(lane).hand_over(job_id)

    def _lane(self, kind: str) -> str:
        if kind in self._apart:
            return kind
        if kind in self._urgent:
            return URGENT
        return SLOW if kind in self._slow else LEISURE

    def _started_executor(self, lane: str) -> "Executor":
        if lane not in self._executors:
            # Only who serves has one; `run_due` needs none.
            from app.platform.executor import Executor  # noqa: PLC0415 - see above

            self._executors[lane] = Executor(self._run_behind)
        return self._executors[lane]

    def _due_jobs(self) -> list[tuple[int, str]]:
        known = {"urgent": self._urgent, "slow": self._slow, "now": clock.now()}
        with self.database.open_session() as session:
            rows = session.connection().execute(due(), known)
            return [(job_id, kind) for job_id, kind in rows if job_id]

    def _run_behind(self, job_id: int) -> None:
        if self._run_job(job_id, self._call_beside_readers):
            # There is room for the next one.
            self._hand_over(self._due_jobs())

    def _call(self, kind: str, job: RunningJob) -> None:
        self._functions[kind](job)

    def _call_beside_readers(self, kind: str, job: RunningJob) -> None:
        began, lane = time.monotonic(), self._lane(kind)
        if kind in self._urgent:
            self._giving_way.note_urgent()
            self._call(kind, job)
            if lane == URGENT:
                self._pausing.note(job.id, time.monotonic() - began)
            return
        if lane == LEISURE:
            job.rest = self._giving_way.turn(self._stopping)
        at_leisure(self._functions[kind], job)
        if lane == LEISURE:
            took = time.monotonic() - began
            self._pausing.note(job.id, took, most=MOST_PAUSE_AT_LEISURE)

    def _run_job(
        self, job_id: int, call: Callable[[str, RunningJob], None] | None = None
    ) -> bool:
        for handed in tuple(self._handed.values()):
            handed.discard(job_id)
        claimed = self._claim(job_id)
        if claimed is None:
            return False
        kind, job = claimed
        try:
            (call or self._call)(kind, job)
        except LostLease:
            return False
        # A job may fail in any way; its row must say so.
        except Exception as error:
            log.exception("job_failed", kind=kind, job_id=job_id)
            self._note_failure(job, error)
        else:
            self._end(job)
        job.rest()
        return True

    def _claim(self, job_id: int) -> tuple[str, RunningJob] | None:
        lease = lease_end()
        asked = {"number": job_id, "lease": lease, "now": clock.now()}
        with self.database.transaction(is_repeatable=True) as session:
            row = session.connection().execute(claiming(), asked).one_or_none()
            if row is None:
                return None
            if row.attempts > MAX_ATTEMPTS:
                # Every attempt ended with its worker: it may be what ends them.
                died = session.get_one(Job, job_id)
                died.state, died.error = JobState.FAILED, "WorkerDied"
                died.lease_until, died.finished_at = None, clock.now()
                return None
        job = RunningJob(
            job_id, row.payload, self.database, lease, row.run_at, self._stopping
        )
        return row.kind, job

    def _end(self, job: RunningJob) -> None:
        mine = {"number": job.id, "lease": job.lease, "asked_at": job.run_at}
        with self.database.transaction(is_repeatable=True) as session:
            session.connection().execute(ending(), {**mine, "now": clock.now()})

    def _note_failure(self, job: RunningJob, error: Exception) -> None:
        with self.database.transaction(is_repeatable=True) as session:
            row = session.scalar(select(Job).where(job.is_mine).with_for_update())
            if row is None:
                return
            row.lease_until = None
            row.error = type(error).__name__
            if row.run_at != job.run_at:
                # Asked for again meanwhile: once more, with the newer data.
                row.state, row.attempts = JobState.QUEUED, 0
            elif row.attempts >= MAX_ATTEMPTS:
                row.state, row.finished_at = JobState.FAILED, clock.now()
            else:
                row.state = JobState.QUEUED
                row.run_at = clock.now() + timedelta(
                    seconds=RETRY_SECONDS * row.attempts
                )
