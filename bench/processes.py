"""What processes cost, from /proc: themselves, their children, and the children they buried."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(roots: list[int]) -> float:
    """Processor time so far of these processes and everything below them."""
    return sum(_ticks(pid) for pid in tree(roots)) / TICKS


def rss(pid: int) -> int:
    """Memory in use, in bytes, without what is shared with others."""
    facts = dict(
        line.split(":", 1)
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    )
    return 1024 * int(facts["Pss"].split()[0])


def peak(pid: int) -> int:
    """The most memory it ever had, in bytes, with what is shared with others."""
    told = Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2]
    return 1024 * int(told.split()[0])


def tree(roots: list[int]) -> list[int]:
    """These processes and all that descend from them."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _fields(int(folder.name))):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found, waiting = [], list(roots)
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting.extend(children.get(pid, []))
    return found


def _ticks(pid: int) -> int:
    """Own time and that of buried children."""
    fields = _fields(pid)
    return sum(map(int, fields[11:15])) if fields else 0


def _fields(pid: int) -> list[str]:
    """What follows the name in /proc/<pid>/stat: state, parent, ..."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
