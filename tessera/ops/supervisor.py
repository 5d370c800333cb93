"""Runs several programs as one: what dies is started again, and all end together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

import structlog

log = structlog.get_logger("tessera.supervisor")

LONGEST_PAUSE = 30.0
PR_SET_PDEATHSIG = 1


@dataclass
class Program:
    """One program, and how long it may take to end by itself."""

    name: str
    command: Sequence[str]
    patience: float = 4.0
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    next_try: float = field(default=0.0)

    def start(self) -> None:
        """In a group of its own, so that Ctrl-C reaches us alone and no grandchild is forgotten."""
        self.process = subprocess.Popen(  # its words are ours, never a stranger's
            self.command, start_new_session=True, preexec_fn=_end_with_parent
        )
        self.started = time.monotonic()

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Tells the program and all it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def stop(self) -> None:
        """Asks it to end, and ends it when it does not."""
        if self.process is None:
            return
        if self.is_alive():
            os.kill(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(self.patience)
        except subprocess.TimeoutExpired:
            log.warning("program.killed", program=self.name)
        self.signal(signal.SIGKILL)
        self.process.wait()


class Supervisor:
    """Keeps `programs` running until it is told to stop; they end in the order they stand."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self.programs = programs
        self.stopping = False

    def run(self, *, when_started: Callable[[], None]) -> None:
        """Returns when SIGTERM or SIGINT came and everything has ended."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._told_to_stop)
        try:
            for program in reversed(self.programs):
                program.start()
            when_started()
            while not self.stopping:
                self._look_after()
                time.sleep(0.2)
        finally:
            for program in self.programs:
                program.stop()

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _look_after(self) -> None:
        """Starts again what died; one that keeps dying is started less and less often."""
        at = time.monotonic()
        for program in self.programs:
            if program.is_alive():
                if at - program.started > LONGEST_PAUSE:
                    program.pause = 0.5
            elif not program.next_try:
                log.warning("program.died", program=program.name, again_in=program.pause)
                program.signal(signal.SIGKILL)
                program.next_try = at + program.pause
                program.pause = min(program.pause * 2, LONGEST_PAUSE)
            elif at >= program.next_try:
                program.next_try = 0.0
                program.start()


def _end_with_parent() -> None:
    """On Linux, the kernel tells the program to end when the supervisor is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
