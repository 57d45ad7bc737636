"""The one file that a page may take: its bounds are lifted once it is known who sends it, and before it is read.

A view says by `access.with_file` that it takes one. Everywhere else a file is refused, however small.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from clients_ui.web.access import may_post, takes_file


class NoFile(FileUploadHandler):
    """Refuses every file."""

    def new_file(self, *_args: Any, **_more: Any) -> None:
        """Before a byte of it is read."""
        raise TooManyFilesSent

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - never called
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Never called."""


class InMemory(MemoryFileUploadHandler):
    """Keeps a file in memory, whatever its length, and no more of it than a byte beyond what it may hold."""

    def handle_raw_input(self, *_args: Any, **_more: Any) -> None:
        """Django's own would leave a file above FILE_UPLOAD_MAX_MEMORY_SIZE to others."""
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """What is too much is read past: the view sees by the file's size that it is too long."""
        room = settings.IMPORT_BYTES + 1 - start
        super().receive_data_chunk(raw_data[: max(room, 0)], start)


def expected(request: HttpRequest) -> bool:
    """Whether this is a form with a file for a page that takes one."""
    if request.method != "POST" or request.content_type != "multipart/form-data":
        return False
    try:
        return takes_file(resolve(request.path_info).func)
    except Resolver404:
        return False


def lifted(request: HttpRequest) -> bool:
    """Whether who sends the file may do so; then it will be kept in memory."""
    allowed = may_post(resolve(request.path_info).func, get_user(request))
    if allowed:
        request.upload_handlers = [InMemory(request)]
    return allowed
