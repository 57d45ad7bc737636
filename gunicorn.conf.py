"""gunicorn's settings. The command line wins: ``gunicorn ttdash.wsgi:application --bind 127.0.0.1:9000``."""

import atexit
import logging
import os
import re
import shutil
import socket
import sys
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from gunicorn.glogging import Logger
from pythonjsonlogger.json import JsonFormatter

bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = 2
threads = 16  # `post_worker_init` says for what they may wait
worker_class = "gthread"
timeout = 60  # a page's calls to TimeTrack may take TIMETRACK_DEADLINE together
graceful_timeout = 30
limit_request_line = 8190  # the way back after sign-in quotes a long search more than once
accesslog = None  # its lines would hold query strings, and so what was searched for
forwarder_headers = ""  # no header of a request says where the dashboard lies (SCRIPT_NAME, PATH_INFO)
header_map = "drop"  # nor stands in for another one, X_Forwarded_For for X-Forwarded-For
control_socket_disable = True  # it would be a file in the home folder


HOST = socket.gethostname()
FIELDS = {  # the same as ttdash.web.json_lines has, which cannot be asked before there are settings
    "asctime": "time",
    "levelname": "level",
    "host": "host",
    "process": "process",
    "name": "logger",
    "request_id": "request",
    "person": "person",
    "message": "message",
    "exc_info": "traceback",
}


def log_format() -> str:
    """What LOG_FORMAT says, in the environment or in ``.env``; a bad word is told by the settings, later."""
    with suppress(OSError, UnicodeDecodeError):
        found = re.findall(r"^\s*(?:export )?LOG_FORMAT=(.*)$", Path(".env").read_text("utf-8-sig"), re.MULTILINE)
        return os.environ.get("LOG_FORMAT") or (found[-1].strip().strip("\"'") if found else "")
    return os.environ.get("LOG_FORMAT", "")


class Lines(Logger):
    """gunicorn's own lines like all others: one time zone, host and process; as objects where LOG_FORMAT says so."""

    def _set_handler(self, log: Any, output: Any, _: Any, stream: Any = None) -> None:
        made = logging.Formatter(f"%(asctime)s {HOST}[%(process)d] %(levelname)s %(name)s [- -] %(message)s")
        if log_format() == "json":
            same = {"host": HOST, "request_id": "-", "person": "-"}
            fields = [name for name in FIELDS if name not in {*same, "exc_info"}]
            made = JsonFormatter(fields, rename_fields=FIELDS, defaults=same)
        made.formatTime = utc  # type: ignore[method-assign, assignment]
        super()._set_handler(log, output, made, stream)


def utc(record: logging.LogRecord, _: str | None = None) -> str:
    """When a line was written."""
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


logger_class = Lines
logging.raiseExceptions = False  # what a line cannot be made of is left out, not printed as it stands


def without_what_was_sent(record: logging.LogRecord) -> bool:
    """Cut query strings, and what it quotes of a malformed request, out of a worker's line. "Can't" quotes nothing."""
    line = re.sub(r"\?\S*", "?…", record.getMessage())
    record.msg, record.args = re.sub("(?<!\\w)b?[\"'].*", "…", line, flags=re.DOTALL), None
    return True


LEAST_AT_THE_DATABASE = 2
"""Threads, with the one that stays free."""


def post_worker_init(worker: Any) -> None:
    """Keep a thread free whatever hangs, and write a worker's own lines as all others: without secrets and clients.

    The master's are left whole: it sees no request, and what it cannot do has to be read.
    """
    from django.conf import settings  # noqa: PLC0415 - only after the settings

    from ttdash.signin import exchange  # noqa: PLC0415
    from ttdash.surroundings import at_start, places  # noqa: PLC0415
    from ttdash.web import shared_cache  # noqa: PLC0415
    from ttdash.web.json_lines import ObjectFormatter  # noqa: PLC0415
    from ttdash.web.reports import LineFormatter  # noqa: PLC0415

    elsewhere = settings.TIMETRACK_CONCURRENCY + exchange.MOST_AT_ONCE + shared_cache.AT_ONCE
    own = worker.cfg.threads - elsewhere
    if own < LEAST_AT_THE_DATABASE:
        worker.log.warning(
            "%d threads are too few to keep one free whatever hangs: that takes %d.",
            worker.cfg.threads, elsewhere + LEAST_AT_THE_DATABASE,
        )  # fmt: skip
        own = worker.cfg.threads
    places.keep_one_free(own)
    if worker.age == first_age[0]:  # the first one since the settings were read, and not one in place of another
        at_start.look_around()
    worker.log.error_log.addFilter(without_what_was_sent)
    for handler in worker.log.error_log.handlers:
        handler.setFormatter(ObjectFormatter() if settings.LOG_FORMAT == "json" else LineFormatter())


first_age = [1]
"""gunicorn counts workers from 1 on, and goes on counting after SIGHUP."""


def on_reload(server: Any) -> None:
    """After SIGHUP the settings may be others: what is wrong with them is to be said anew."""
    first_age[0] = server.worker_age + 1


def on_starting(server: Any) -> None:
    """Make room for metrics; but stop with the sentence and gunicorn's own exit code where a setting is bad.

    Left to the workers, two that fail at the same moment crash the master with a traceback. A child of this process
    looks at the settings, so that after SIGHUP the workers read ``.env`` anew.
    """
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        code = 0
        try:
            code = look_at_settings()
        finally:
            os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3:
        sys.exit(3)
    make_room_for_metrics(server)


def make_room_for_metrics(server: Any) -> None:
    """Let each worker count in files of its own, in a folder that all of them may read and nobody else.

    In memory where that can be: on a full disk a worker that writes into a file it has mapped would be killed.
    """
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it is this server's alone
    folder = tempfile.mkdtemp(
        prefix=f"ttdash-metrics-{os.getpid()}-", dir=memory if os.access(memory, os.W_OK) else None
    )
    if server.cfg.uid != os.geteuid():  # systemd's unit refuses the call even where it would change nothing
        os.chown(folder, server.cfg.uid, server.cfg.gid)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    atexit.register(leave_nothing, folder, os.getpid())


def child_exit(server: Any, worker: Any) -> None:  # noqa: ARG001
    """What a worker that is no more was just doing does not count; what it has done does."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 - only after there is a folder

    mark_process_dead(worker.pid)


def leave_nothing(folder: str, owner: int) -> None:
    """Remove the folder as the master ends, also where it could not start. Workers end this way too, and leave it."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def look_at_settings() -> int:
    """Import the settings: 0, or 3 after printing what is wrong. Other errors are the workers' to report."""
    try:
        import ttdash.settings  # noqa: F401, PLC0415
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        sys.stderr.flush()
        return 3
    return 0
