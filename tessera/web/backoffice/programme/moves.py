"""Moving along a list: by buttons without any script, by drag with one."""

from django.http import HttpRequest

MOST = 10_000


def place_asked(request: HttpRequest) -> int:
    """The place that was asked for (0 is the first), the first when it is none."""
    asked = request.POST.get("to", "")
    return min(int(asked), MOST) if asked.isdigit() and len(asked) < 9 else 0
