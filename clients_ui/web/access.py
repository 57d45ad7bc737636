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

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
BOUND = "permission_by_method"
"""The attribute by which the middleware sees that a view looks after its permission itself."""


def allowed(**permission_by_method: str) -> Callable[[View[P]], View[P]]:
    """Bind a view to one permission for each method that it answers, as in `@allowed(GET="clients_ui.view_client")`.

    HEAD follows GET. Any other method is 405. A person who lacks the permission gets 403 at the same URL.
    """
    if "GET" in permission_by_method:
        permission_by_method.setdefault("HEAD", permission_by_method["GET"])

    def bind(view: View[P]) -> View[P]:
        @wraps(view)
        def bound(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            permission = permission_by_method.get(request.method or "")
            if permission is None:
                return HttpResponseNotAllowed(sorted(permission_by_method))
            if not request.user.has_perm(permission):
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
    return permission is not None and user.has_perm(permission)
