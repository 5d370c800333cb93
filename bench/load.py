"""Many visitors at once, in a process of their own, and the figure that comes of it."""

import asyncio
import multiprocessing
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from bench.client import Browser
from bench.house import House

Story = Callable[[Browser, int, dict[str, Any]], Awaitable[Any]]
"""What one visitor does; told which one of all it is, and the facts of the figure."""


@dataclass(slots=True)
class Run:
    """What the visitors lived through."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    requests: int = 0

    def quantile(self, part: float) -> float:
        """The latency that so large a part stays below, in milliseconds."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))]


@dataclass(frozen=True, slots=True)
class Scene:
    """So many visitors live a story so many `times`; each keeps its browser unless every story
    is of a `fresh` visitor. `cookies` are what they come with; `facts["key"]` makes programs of
    them."""

    story: Story
    times: int
    concurrency: int
    facts: dict[str, Any] = field(default_factory=dict)
    fresh: bool = False
    first: int = 0
    cookies: dict[str, str] = field(default_factory=dict)


def drive(scene: Scene, house: House) -> Run:
    """Lets the visitors in; refuses (AssertionError) when more than one in fifty fails."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        run = pool.submit(_live, scene, house.port).result()
    if run.errors:
        print(f"{len(run.errors)} errors, the first: {run.errors[0]}", file=sys.stderr, flush=True)
    if len(run.errors) > scene.times / 50:
        raise AssertionError(f"{len(run.errors)} of {scene.times} failed")
    return run


def cookies_after(story: Story, house: House, facts: dict[str, Any]) -> dict[str, str]:
    """What a browser keeps after a story, for others to come with."""

    async def live() -> dict[str, str]:
        browser = Browser(house.port)
        await story(browser, 0, facts)
        await browser.close()
        return browser.cookies

    return asyncio.run(live())


def figure(name: str, scene: Scene, house: House, *, warm: int = 20) -> dict[str, Any]:
    """Warms up, measures, and says it in one line."""
    drive(replace(scene, times=warm), house)
    house.calm()
    before = house.cpu_parts()
    run = drive(replace(scene, first=warm), house)
    spent = {part: used - before[part] for part, used in house.cpu_parts().items()}
    found = line(name, run, cpu=sum(spent.values()), concurrency=scene.concurrency)
    done = len(run.latencies)
    return found | {f"cpu_s_{part}": round(used / done, 5) for part, used in spent.items()}


def line(name: str, run: Run, *, cpu: float, concurrency: int) -> dict[str, Any]:
    """The JSON line of a run."""
    done = len(run.latencies)
    return {
        "name": name,
        "value": round(done / run.seconds, 1),
        "unit": "1/s",
        "p50_ms": round(run.quantile(0.5), 1),
        "p95_ms": round(run.quantile(0.95), 1),
        "cpu_s_per_op": round(cpu / done, 5),
        "concurrency": concurrency,
        "requests_per_op": round(run.requests / done, 1),
    }


def _live(scene: Scene, port: int) -> Run:
    return asyncio.run(_crowd(scene, port))


async def _crowd(scene: Scene, port: int) -> Run:
    run, numbers = Run(), iter(range(scene.first, scene.first + scene.times))
    start = time.perf_counter()
    await asyncio.gather(*(_visitor(scene, port, numbers, run) for _ in range(scene.concurrency)))
    run.seconds = time.perf_counter() - start
    return run


async def _visitor(scene: Scene, port: int, numbers: Iterator[int], run: Run) -> None:
    key = scene.facts.get("key", "")
    browser = Browser(port, cookies=scene.cookies, key=key)
    for number in numbers:
        if scene.fresh:
            run.requests += browser.requests
            await browser.close()
            browser = Browser(port, cookies=scene.cookies, key=key)
        begin = time.perf_counter()
        try:
            run.answers.append(await scene.story(browser, number, scene.facts))
            run.latencies.append(time.perf_counter() - begin)
        except (AssertionError, LookupError, OSError, ValueError) as error:
            run.errors.append(f"{type(error).__name__}: {error}")
    run.requests += browser.requests
    await browser.close()
