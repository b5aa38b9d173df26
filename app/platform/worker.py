"""Runs the jobs whose time has come, and delivers events.

Beside a server, urgent jobs, those at leisure and slow ones have a thread each.
"""

import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import ColumnElement, and_, case, or_, select, update
from sqlmodel import col

from app.platform import clock
from app.platform.db import Database
from app.platform.jobs import Job, JobState, LostLease, RunningJob, lease_end
from app.platform.leisure import at_leisure
from app.platform.outbox import EventBus

if TYPE_CHECKING:
    from app.platform.executor import Executor

log = structlog.get_logger()

MAX_ATTEMPTS = 5
RETRY_SECONDS = 10
PULSE_SECONDS = 0.5
BATCH = 50
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
        lanes = (URGENT, LEISURE, SLOW)
        self._handed: dict[str, set[int]] = {lane: set() for lane in lanes}
        self._stopping = threading.Event()
        self._pulse: threading.Thread | None = None
        self._executors: dict[str, Executor] = {}

    def register(
        self,
        kind: str,
        function: JobFunction,
        *,
        urgent: bool = False,
        slow: bool = False,
    ) -> None:
        """Name the function that does jobs of a kind. It must be safe to run twice.

        Urgent ones are short and go before others that wait; slow ones take minutes.
        Beside a server each of the three has a thread of its own, and all but urgent
        ones take only what time its requests leave: that may be little for long.
        """
        self._functions[kind] = function
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
        for executor in self._executors.values():
            executor.stop()

    def run_due(self) -> int:
        """Deliver events and do every due job in this thread; return the jobs done."""
        done = 0
        self.bus.deliver_due()
        while due := self._due_jobs():
            for job_id, _ in due:
                done += self._run_job(job_id)
            self.bus.deliver_due()
        return done

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

    def _hand_over(self, due: list[tuple[int, str]]) -> None:
        # A job that waits behind a long one is handed to the executor only once; and
        # few wait there, so that an urgent one that comes later is not behind them.
        for job_id, kind in due:
            lane = self._lane(kind)
            handed = self._handed[lane]
            if job_id not in handed and len(handed) < AHEAD:
                handed.add(job_id)
                self._started_executor(lane).hand_over(job_id)

    def _lane(self, kind: str) -> str:
        if kind in self._urgent:
            return URGENT
        return SLOW if kind in self._slow else LEISURE

    def _started_executor(self, lane: str) -> "Executor":
        if lane not in self._executors:
            # Only who serves has one; `run_due` needs none.
            from app.platform.executor import Executor  # noqa: PLC0415 - see above

            run = self._run_behind
            self._executors[lane] = Executor(run, max_delay=PULSE_SECONDS)
        return self._executors[lane]

    def _due_jobs(self) -> list[tuple[int, str]]:
        with self.database.open_session() as session:
            turn = case(
                (col(Job.kind).in_(self._urgent), 0),
                (col(Job.kind).in_(self._slow), 2),
                else_=1,
            )
            found = select(col(Job.id), col(Job.kind)).where(_is_free())
            # By time: a key keeps its row, and those of low ids come again and again.
            rows = session.execute(
                found.order_by(turn, col(Job.run_at), col(Job.id)).limit(BATCH)
            )
            return [(job_id, kind) for job_id, kind in rows if job_id]

    def _run_behind(self, job_id: int) -> bool:
        return self._run_job(job_id, is_beside_readers=True)

    def _run_job(self, job_id: int, *, is_beside_readers: bool = False) -> bool:
        for handed in self._handed.values():
            handed.discard(job_id)
        claimed = self._claim(job_id)
        if claimed is None:
            return False
        kind, job = claimed
        try:
            if is_beside_readers and kind not in self._urgent:
                at_leisure(self._functions[kind], job)
            else:
                self._functions[kind](job)
        except LostLease:
            return False
        # A job may fail in any way; its row must say so.
        except Exception as error:
            log.exception("job_failed", kind=kind, job_id=job_id)
            self._close(job, error)
        else:
            self._close(job, None)
        # There is room for the next one.
        self.bus.wake.set()
        return True

    def _claim(self, job_id: int) -> tuple[str, RunningJob] | None:
        lease = lease_end()
        with self.database.transaction(is_repeatable=True) as session:
            taken = session.connection().execute(
                update(Job)
                .where(col(Job.id) == job_id, _is_free())
                .values(
                    state=JobState.RUNNING,
                    attempts=Job.attempts + 1,
                    lease_until=lease,
                )
            )
            if not taken.rowcount:
                return None
            row = session.get_one(Job, job_id)
            if row.attempts > MAX_ATTEMPTS:
                # Every attempt ended with its worker: it may be what ends them.
                row.state, row.error = JobState.FAILED, "WorkerDied"
                row.lease_until, row.finished_at = None, clock.now()
                return None
        job = RunningJob(
            job_id, row.payload, self.database, lease, row.run_at, self._stopping
        )
        return row.kind, job

    def _close(self, job: RunningJob, error: Exception | None) -> None:
        with self.database.transaction(is_repeatable=True) as session:
            row = session.scalar(select(Job).where(job.is_mine).with_for_update())
            if row is None:
                return
            row.lease_until = None
            row.error = type(error).__name__ if error else None
            if row.run_at != job.run_at:
                # Asked for again meanwhile: once more, with the newer data.
                row.state, row.attempts = JobState.QUEUED, 0
            elif error is None:
                row.state, row.progress = JobState.DONE, 100
                row.finished_at = clock.now()
            elif row.attempts >= MAX_ATTEMPTS:
                row.state, row.finished_at = JobState.FAILED, clock.now()
            else:
                row.state = JobState.QUEUED
                row.run_at = clock.now() + timedelta(
                    seconds=RETRY_SECONDS * row.attempts
                )


def _is_free() -> ColumnElement[bool]:
    """A job nobody runs: its time has come, or its worker's lease has run out."""
    now = clock.now()
    return or_(
        and_(col(Job.state) == JobState.QUEUED, col(Job.run_at) <= now),
        and_(col(Job.state) == JobState.RUNNING, col(Job.lease_until) < now),
    )
