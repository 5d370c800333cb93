"""Pictures of figures: points and bars for SVG, reckoned here and drawn by templates."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 600, 200
TOP, BOTTOM, LOW = 12, 4, 80


@dataclass(frozen=True, slots=True)
class Dot:
    """One value of a line: where it is drawn, and what is said of it."""

    x: float
    y: float
    label: str
    said: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line chart: `path` and `area` for now, `before` for the time before (or "")."""

    path: str
    area: str
    before: str
    dots: tuple[Dot, ...]
    rules: tuple[tuple[float, str], ...]
    step: float
    labels: tuple[Dot, ...]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def half(self) -> float:
        """Half a step, so that the field of a dot is around it."""
        return round(self.step / 2, 1)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `share` of the longest in per cent, `percent` of the whole."""

    title: str
    said: str
    share: int
    percent: int
    number: int


def line_chart(
    titles: Sequence[str],
    values: Sequence[int],
    *,
    said: Sequence[str],
    rules: Sequence[tuple[int, str]],
    before: Sequence[int] = (),
    said_before: Sequence[str] = (),
) -> Line:
    """The line of `values`; the highest of `rules` (value, text) is the top of the picture."""
    top = max([value for value, _ in rules] + [1])
    step = WIDTH / max(len(values) - 1, 1)
    points = [_point(index, value, step, top) for index, value in enumerate(values)]
    earlier = [_point(index, value, step, top) for index, value in enumerate(before[: len(values)])]
    told_before = [*said_before, *[""] * len(values)]
    dots = tuple(
        Dot(x, y, titles[index], said[index], told_before[index])
        for index, (x, y) in enumerate(points)
    )
    path = _path(points)
    return Line(
        path=path,
        area=f"{path}L{WIDTH} {HEIGHT}L0 {HEIGHT}Z" if points else "",
        before=_path(earlier),
        dots=dots,
        rules=tuple((_y(value, top), text) for value, text in rules),
        step=round(step, 1),
        labels=_some(dots),
    )


def bars(rows: Sequence[tuple[str, int, str]]) -> list[Bar]:
    """A bar for each (title, number, said), the longest as wide as there is room."""
    most = max([number for _, number, _ in rows] + [1])
    whole = sum(number for _, number, _ in rows) or 1
    return [
        Bar(title, said, max(round(number * 100 / most), 1), round(number * 100 / whole), number)
        for title, number, said in rows
    ]


def nice_top(value: int) -> int:
    """A round number not below the value, which four rules divide well."""
    if value <= 4:
        return 4
    size = 10 ** (len(str(value)) - 1)
    for factor in (1, 2, 4, 5, 6, 8, 10):
        if factor * size >= value:
            return factor * size
    return 10 * size


def _point(index: int, value: int, step: float, top: int) -> tuple[float, float]:
    return round(index * step, 1), _y(value, top)


def _y(value: int, top: int) -> float:
    room = HEIGHT - TOP - BOTTOM
    return round(HEIGHT - BOTTOM - room * value / top, 1)


def _path(points: Sequence[tuple[float, float]]) -> str:
    if len(points) == 1:
        y = points[0][1]
        return f"M0 {y}L{WIDTH} {y}"
    return "".join(f"{'L' if index else 'M'}{x} {y}" for index, (x, y) in enumerate(points))


def _some(dots: tuple[Dot, ...], most: int = 6) -> tuple[Dot, ...]:
    """Labels under the line: not more than can be read."""
    if len(dots) <= most:
        return dots
    pace = (len(dots) - 1) / (most - 1)
    return tuple(dots[round(index * pace)] for index in range(most))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a column chart, with the field around it that tells its value."""

    title: str
    number: int
    x: float
    y: float
    high: float


@dataclass(frozen=True, slots=True)
class Columns:
    """Upright bars in the order of time."""

    bars: tuple[Column, ...]
    step: float
    wide: float
    labels: tuple[str, ...]
    width: int = WIDTH
    height: int = LOW


def columns(rows: Sequence[tuple[str, int]]) -> Columns | None:
    """A column for each (title, number); nothing without rows."""
    if not rows:
        return None
    step = WIDTH / len(rows)
    top = max(number for _title, number in rows) or 1
    drawn = []
    for index, (title, number) in enumerate(rows):
        high = round((LOW - TOP) * number / top, 1)
        drawn.append(Column(title, number, round(index * step, 1), round(LOW - high, 1), high))
    labels = (rows[0][0], rows[len(rows) // 2][0], rows[-1][0])
    return Columns(tuple(drawn), round(step, 1), round(step * 0.8, 1), labels)
