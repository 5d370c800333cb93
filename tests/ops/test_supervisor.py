"""What dies is started again; what is stopped leaves nobody behind."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

from tessera.ops.supervisor import Program, Supervisor

SLEEP = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


def program(code: str, *, patience: float = 4.0) -> Program:
    return Program("test", [sys.executable, "-c", code], patience=patience)


def is_running(pid: int) -> bool:
    """A zombie that nobody has buried yet does not run."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_killed(child: Program) -> int:
    assert child.process is not None
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    return first


def test_what_dies_is_started_again() -> None:
    child = program(SLEEP)
    supervisor = Supervisor([child])
    seen: list[int] = []

    def kill_then_stop() -> None:
        first = wait_until_killed(child)
        end = time.monotonic() + 10
        while child.process is not None and child.process.pid == first and time.monotonic() < end:
            time.sleep(0.05)
        seen.extend([first, child.process.pid if child.process else 0])
        os.kill(os.getpid(), signal.SIGTERM)

    supervisor.run(when_started=lambda: threading.Thread(target=kill_then_stop).start())
    assert seen[0] != seen[1]
    assert not is_running(seen[1])


def test_a_program_that_does_not_listen_is_ended() -> None:
    child = program(STUBBORN, patience=0.3)
    child.start()
    assert child.process is not None
    time.sleep(0.3)
    child.stop()
    assert not is_running(child.process.pid)


def test_grandchildren_end_too(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    child = program(
        f"import subprocess, sys, time\n"
        f"p = subprocess.Popen([sys.executable, '-c', {STUBBORN!r}])\n"
        f"open({str(note)!r}, 'w').write(str(p.pid))\ntime.sleep(60)",
        patience=0.5,
    )
    child.start()
    while not (note.exists() and note.read_text()):
        time.sleep(0.05)
    child.stop()
    time.sleep(0.2)
    assert not is_running(int(note.read_text()))
