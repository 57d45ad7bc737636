"""Which permission a page asks for, said at the page itself."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render

from clients_ui.web import drafts
from clients_ui.web.fragments import is_fragment
from clients_ui.web.permissions import CHANGE, DELETE

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
Permission = str | tuple[str, ...] | frozenset[tuple[str, ...]]
BOUND = "permission_by_method"
"""The attribute by which the middleware sees that a view looks after its permission itself."""
TAKES_FILE = "takes_file"


def allowed(**permission_by_method: Permission) -> Callable[[View[P]], View[P]]:
    """Bind a view to one permission for each method that it answers, as in `@allowed(GET="clients_ui.view_client")`.

    A tuple asks for several at once, a set of tuples for one of these. HEAD follows GET. Any other method is 405. A
    person who lacks the permission gets 403 at the same URL.
    """
    if "GET" in permission_by_method:
        permission_by_method.setdefault("HEAD", permission_by_method["GET"])

    def bind(view: View[P]) -> View[P]:
        @wraps(view)
        def bound(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            permission = permission_by_method.get(request.method or "")
            if permission is None:
                return HttpResponseNotAllowed(sorted(permission_by_method))
            if not _holds(request.user, permission):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            drafts.forget(request)  # its form was sent on, and what failed is on the page that answers
            if isinstance(response, HttpResponseRedirect) and is_fragment(request) and request.method == "POST":
                response = render(request, "done.html", {"onward": response.url})
            return response

        setattr(bound, BOUND, permission_by_method)
        return bound

    return bind


def is_bound(view: Callable[..., HttpResponseBase]) -> bool:
    """Whether the view was bound by `allowed`."""
    return hasattr(view, BOUND)


def may_post(view: Callable[..., HttpResponseBase], user: User | AnonymousUser) -> bool:
    """Whether the view was bound by `allowed` and takes a POST of this person."""
    permission = getattr(view, BOUND, {}).get("POST")
    return permission is not None and _holds(user, permission)


def may_merge(request: HttpRequest) -> bool:
    """Whether this person may make one client of two."""
    return request.user.has_perms((CHANGE, DELETE))


def with_file(view: View[P]) -> View[P]:
    """Let the view take one file, from those who may post to it: `ttdash/web/uploads` looks for this mark."""
    setattr(view, TAKES_FILE, True)
    return view


def takes_file(view: Callable[..., HttpResponseBase]) -> bool:
    """Whether the view takes a file."""
    return hasattr(view, TAKES_FILE)


def _holds(user: User | AnonymousUser, permission: Permission) -> bool:
    if isinstance(permission, frozenset):
        return any(user.has_perms(each) for each in permission)
    return user.has_perms((permission,) if isinstance(permission, str) else permission)
