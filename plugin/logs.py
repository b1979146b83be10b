"""Log lines as JSON or for a console, ours and the libraries' alike, each with its context and without its secrets."""

import logging
import logging.config
import sys
from typing import Any, TextIO

import structlog
from structlog.typing import Processor

from plugin.redaction import redact

ACCESS_LOG_FORMAT = "%(h)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
"""gunicorn's line for a request: the path without its query string, since Jira puts tokens there."""

QUIET = ("jira", "atlassian", "urllib3", "requests_oauthlib", "oauthlib", "pika")
"""Libraries whose DEBUG and INFO lines hold headers and bodies."""

_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
)


class StandardError(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at that moment, so that it outlives a redirection."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property  # logging's own last resort does the same
    def stream(self) -> TextIO:  # type: ignore[override]
        """The process's standard error."""
        return sys.stderr


def log_config(level: str, form: str) -> dict[str, Any]:
    """A configuration for logging.config.dictConfig, and for gunicorn's `logconfig_dict`: one handler for all loggers.

    `level` is debug, info, warning or error; `form` is json or console.
    """
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plumbline": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": list(_SHARED),
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, renderer],
            },
        },
        "handlers": {"plumbline": {"class": "plugin.logs.StandardError", "formatter": "plumbline"}},
        "root": {"level": level.upper(), "handlers": ["plumbline"]},
        "loggers": {
            **{name: {"level": "WARNING"} for name in QUIET},
            "gunicorn.error": {"level": level.upper(), "handlers": [], "propagate": True},
            "gunicorn.access": {"level": "INFO", "handlers": [], "propagate": True},
        },
    }


def start_logging(level: str, form: str) -> None:
    """From now on every log line of this process goes to standard error in that form, masked, from that level up.

    What belongs to every line of a request or a job is bound with structlog.contextvars: `tenant`, `request_id`,
    `job_id`.
    """
    logging.config.dictConfig(log_config(level, form))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
