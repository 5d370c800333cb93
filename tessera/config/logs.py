"""Structured logs: lines for people at a terminal, JSON for machines elsewhere."""

from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure() -> None:
    """Makes `structlog.get_logger()` write through the standard library's logging."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def dictionary(*, as_json: bool, level: str) -> dict[str, Any]:
    """Django's LOGGING: one handler, one line an entry, errors told once."""
    # A traceback without the values of variables: they hold names, addresses and secrets.
    last: list[Any]
    if as_json:
        told = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
        last = [told, structlog.processors.JSONRenderer()]
    else:
        last = [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # A mistake is told here, once, with its traceback; what is merely not found is in the
            # request log of web/parts/middleware.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "WARNING"},
            "procrastinate": {"level": "WARNING"},
        },
    }
