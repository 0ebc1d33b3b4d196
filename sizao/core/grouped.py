"""Group commit: what waits together is written by one statement and one COMMIT.

Per process one flusher thread owns one connection. It takes all that is waiting, without a timer, and sends BEGIN,
SET LOCAL, the statement and COMMIT in one pipeline; callers are answered only after COMMIT. Inside an open
transaction (import, nested call, test) a path runs at once, on Django's connection, as its own small batch.
"""

import functools
import itertools
import os
import re
import threading
from _thread import allocate_lock
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection

from sizao.core import scope, wall

Rows = list[tuple]

LARGEST_BATCH = 256


@dataclass(frozen=True, slots=True)
class Path:
    """A write path that may be grouped.

    statement: SQL with %s parameters, one array each.
    pack: commands to parameters; read: (commands, rows) to one result a command.
    key: what must not stand twice in one batch; order: how rows are sorted before they are written.
    schools: school ids that the batch opens for row-level security.
    """

    name: str
    statement: str
    pack: Callable[[Sequence[Any]], Sequence[Any]]
    read: Callable[[Sequence[Any], Rows], list[Any]]
    keys: Callable[[Any], Sequence[Hashable]]
    order: Callable[[Any], Any]
    school: Callable[[Any], int]


@functools.lru_cache
def numbered(statement: str) -> str:
    """Write %s parameters as $1, $2 …: psycopg would parse a statement of this length anew at every execution."""
    count = itertools.count(1)
    return re.sub("%s", lambda _: f"${next(count)}", statement).replace("%%", "%")


class Unanswered(TimeoutError):
    """The flusher did not answer in time; whether the command was written is known only by sending it again."""


class _Waiting:
    """A command under way and the bare lock on which its sender waits: a quarter of what a Future costs."""

    __slots__ = ("answer", "command", "failure", "lock", "path")

    def __init__(self, path: Path, command: Any) -> None:
        self.path, self.command = path, command
        self.answer: Any = None
        self.failure: Exception | None = None
        self.lock = allocate_lock()
        self.lock.acquire()

    def result(self, timeout_seconds: float) -> Any:
        """Wait for the flusher's answer."""
        if not self.lock.acquire(timeout=timeout_seconds):
            raise Unanswered("the database did not confirm in time")
        if self.failure is not None:
            raise self.failure
        return self.answer


class Flusher:
    """The one writer of a process; started by the first submission, again after a fork."""

    def __init__(self) -> None:
        self._queue: deque[_Waiting] = deque()
        self._guard = allocate_lock()
        self._work = allocate_lock()
        self._is_idle = False
        self._pid = 0
        self._connection: psycopg.Connection | None = None

    def submit(self, path: Path, commands: Sequence[Any]) -> list[_Waiting]:
        """Queue commands, wake the flusher if it sleeps, and give what to wait on for each."""
        waiting = [_Waiting(path, command) for command in commands]
        with self._guard:
            if self._pid != os.getpid():
                self._start()
            self._queue.extend(waiting)
            if self._is_idle:
                self._is_idle = False
                self._work.release()
        return waiting

    def _start(self) -> None:
        self._pid = os.getpid()
        self._connection = None
        self._work, self._is_idle = allocate_lock(), False
        self._work.acquire()
        threading.Thread(target=self._run, name="sizao-flusher", daemon=True).start()

    def _run(self) -> None:
        while True:
            with self._guard:
                batch = self._take() if self._queue else []
                self._is_idle = not batch
            if batch:
                self._flush(batch)
            else:
                self._work.acquire()

    def _take(self) -> list[_Waiting]:
        """Take what waits; a key already in the batch stays for the next one."""
        batch: list[_Waiting] = []
        seen: set[Hashable] = set()
        later: deque[_Waiting] = deque()
        path = self._queue[0].path
        while self._queue and len(batch) < LARGEST_BATCH:
            one = self._queue.popleft()
            keys = one.path.keys(one.command)
            if one.path is not path or any(key in seen for key in keys):
                later.append(one)
                continue
            seen.update(keys)
            batch.append(one)
        later.extend(self._queue)
        self._queue = later
        return batch

    def _flush(self, batch: list[_Waiting]) -> None:
        """Write a batch; when it fails as a whole, each row alone, so that a bad row fails alone."""
        path = batch[0].path
        batch.sort(key=lambda one: path.order(one.command))
        try:
            results = self._write(path, [one.command for one in batch])
        except Exception as failure:
            if len(batch) > 1:
                for one in batch:
                    self._flush([one])
            else:
                batch[0].failure = failure
                batch[0].lock.release()
            return
        for one, result in zip(batch, results, strict=True):
            one.answer = result
            one.lock.release()

    def _write(self, path: Path, commands: list[Any]) -> list[Any]:
        """Send one transaction as one pipeline; a broken connection is renewed once: every command carries its key."""
        try:
            return self._send(path, commands)
        except psycopg.OperationalError:
            if self._connection is not None and not self._connection.closed:
                raise
            self._connection = None
            return self._send(path, commands)

    def _send(self, path: Path, commands: list[Any]) -> list[Any]:
        link = self._open()
        schools = wall.literal(path.school(command) for command in commands)
        try:
            with link.pipeline():
                cursor = psycopg.RawCursor(link)
                link.execute("BEGIN")
                link.execute(wall.opening(schools))
                cursor.execute(numbered(path.statement), path.pack(commands), prepare=True)
                link.execute("COMMIT")
            return path.read(commands, cursor.fetchall())
        except psycopg.Error:
            self._recover(link)
            raise

    def _recover(self, link: psycopg.Connection) -> None:
        """End a failed transaction, or drop a connection that can no longer be trusted."""
        try:
            if not link.closed:
                link.rollback()
        except psycopg.Error:
            link.close()
        if link.closed:
            self._connection = None

    def _open(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed:
            parameters = connection.get_connection_params()
            for django_only in ("cursor_factory", "context", "prepare_threshold"):
                parameters.pop(django_only, None)
            self._connection = psycopg.connect(**parameters, autocommit=True)
            self._connection.execute("SET TIME ZONE 'UTC'")
            # One plan for batches of every size: planning a statement of this length costs as much as thirty rows.
            self._connection.execute("SET plan_cache_mode = 'force_generic_plan'")
        return self._connection


_flusher = Flusher()


def run_many(path: Path, commands: Sequence[Any], *, timeout_seconds: float = 60) -> list[Any]:
    """Write commands through a grouped path and wait until they are durable.

    returns: one result a command, in their order.
    raises: what the database refused, for the first command it refused; Unanswered.
    """
    if connection.in_atomic_block:
        return _run_here(path, commands)
    return [answer.result(timeout_seconds) for answer in _flusher.submit(path, commands)]


def _run_here(path: Path, commands: Sequence[Any]) -> list[Any]:
    """Write inside the open transaction; a repeated key goes into a batch of its own, after the first."""
    results: dict[int, Any] = {}
    rest = list(enumerate(commands))
    while rest:
        seen: set[Hashable] = set()
        now, later = [], []
        for index, command in rest:
            keys = path.keys(command)
            (later if any(key in seen for key in keys) else now).append((index, command))
            seen.update(keys)
        now.sort(key=lambda pair: path.order(pair[1]))
        batch = [command for _, command in now]
        with scope.only(path.school(command) for command in batch), connection.cursor() as cursor:
            cursor.execute(path.statement, path.pack(batch))
            rows = cursor.fetchall()
        for (index, _), result in zip(now, path.read(batch, rows), strict=True):
            results[index] = result
        rest = later
    return [results[index] for index in range(len(commands))]
