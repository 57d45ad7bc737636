"""A form whose CSRF token was refused. No view is called: the browser is led back to the form by GET."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from clients_ui import request_number
from clients_ui.web import drafts
from clients_ui.web.access import may_post
from clients_ui.web.drafts import Why
from clients_ui.web.fragments import is_fragment

REFUSED = "refused"
NO_PAGE = {403, 404, 405}


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Lead back to the form, with what was typed or with a sentence. Django's own page speaks of cookies and DEBUG."""
    view = request.resolver_match.func if request.resolver_match else csrf_refused
    signed_in = request.user.is_authenticated
    if not signed_in and getattr(view, "login_required", True):
        return drafts.keep(request, Why.EXPIRED, redirect_to_login)
    if is_fragment(request) or (drafts.owner(request) is not None and may_post(view, request.user)):
        return drafts.keep(request, Why.REFUSED, HttpResponseRedirect)
    if signed_in and request.path == reverse("admin:login"):
        return _signed_in_already(request)
    sentence = _("This form can no longer be sent: nothing was saved. Try again.")
    if signed_in:
        sentence = _(
            "This form was opened before you signed in again, so it can no longer be sent: nothing was saved. "
            "Enter your change once more."
        )
    messages.warning(request, request_number.behind(sentence))
    return HttpResponseRedirect(drafts.own_url(request, **{REFUSED: ""}))


def _signed_in_already(request: HttpRequest) -> HttpResponse:
    """Go on from the sign-in page: in another tab, this person signed in before."""
    messages.warning(request, _("You were signed in already."))
    onward = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(onward if is_ours else reverse("admin:index"))


class RefusedForms:
    """Where a refused form's URL has no page that this person may see, lead on to the overview, sentence included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.GET.copy()
        refused = query.pop(REFUSED, None) is not None
        if refused:
            request.GET = QueryDict(query.urlencode())  # some pages refuse parameters that they do not know
        response = self.get_response(request)
        if not refused or request.method == "POST" or response.status_code not in NO_PAGE:
            return response
        cast("BaseStorage", messages.get_messages(request)).used = False  # an error page may have drawn it
        return redirect("admin:index")
