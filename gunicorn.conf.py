"""gunicorn's settings. The command line wins: ``gunicorn ttdash.wsgi:application --bind 127.0.0.1:9000``."""

import logging
import os
import re
import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured

bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = 2
threads = 8
worker_class = "gthread"
timeout = 60  # a page's calls to TimeTrack may take TIMETRACK_DEADLINE together
graceful_timeout = 30
limit_request_line = 8190  # the way back after sign-in quotes a long search more than once
accesslog = None  # its lines would hold query strings, and so what was searched for
forwarder_headers = ""  # no header of a request says where the dashboard lies (SCRIPT_NAME, PATH_INFO)
header_map = "drop"  # nor stands in for another one, X_Forwarded_For for X-Forwarded-For
control_socket_disable = True  # it would be a file in the home folder


def without_what_was_sent(record: logging.LogRecord) -> bool:
    """Cut query strings, and what it quotes of a malformed request, out of a line of gunicorn's own."""
    line = re.sub(r"\?\S*", "?…", record.getMessage())
    record.msg, record.args = re.sub("[\"'].*", "…", line, flags=re.DOTALL), None
    return True


logging.getLogger("gunicorn.error").addFilter(without_what_was_sent)
logging.raiseExceptions = False  # what a line cannot be made of is left out, not printed as it stands


def post_worker_init(worker: Any) -> None:
    """Keep a thread free, and write a worker's own lines, which may hold a traceback of ours, as all others."""
    from ttdash.surroundings import at_start, places  # noqa: PLC0415 - only after the settings
    from ttdash.web.reports import LineFormatter  # noqa: PLC0415

    places.keep_one_free(worker.cfg.threads)
    if worker.age == 1:  # the first one, and not one in place of another
        at_start.look_around()
    for handler in worker.log.error_log.handlers:
        handler.setFormatter(LineFormatter("%(asctime)s %(levelname)s %(name)s [%(process)d] %(message)s"))


def on_starting(server: Any) -> None:  # noqa: ARG001
    """Stop with the sentence and gunicorn's own exit code where a setting is bad.

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


def look_at_settings() -> int:
    """Import the settings: 0, or 3 after printing what is wrong. Other errors are the workers' to report."""
    try:
        import ttdash.settings  # noqa: F401, PLC0415
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        sys.stderr.flush()
        return 3
    return 0
