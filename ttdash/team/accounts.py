"""The pages for accounts: managers add people, give them roles and new passwords, and deactivate them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from ttdash.signin import confirmation, one_time
from ttdash.signin.second_factor import FACTORS, reset_second_factor
from ttdash.team.forms import AccountForm, NewAccountForm, NewPasswordForm

SHOWING = {"auth_user_changelist", "auth_user_history", None}  # None: the old addresses, which lead to the new ones
# What a manager does for others, and nobody for themselves: it would be a way around one's own password and factor
NOT_FOR_ONESELF = {
    "auth_user_password_change": gettext_lazy(
        "This is your own account. Change your password by “Change password” at the top of the page."
    ),
    "auth_user_link": gettext_lazy(
        "This is your own account. Change your password by “Change password” at the top of the page. "
        "Where you have forgotten it, another manager makes you a one-time link."
    ),
    "auth_user_second_factor": gettext_lazy(
        "This is your own account. Change your second factor by “Second factor” at the top of the page."
    ),
}
INVITED = gettext_noop("Invited.")
LINKED = gettext_noop("Made a one-time link.")
RESET = gettext_noop("Reset the second factor.")
"""What the history of an account says of it; it is translated when it is read."""
SAID_BY_DJANGO = (gettext_noop("First name"), gettext_noop("Last name"), gettext_noop("Set password: %s"))
"""What Django's own pages for accounts have translated, and its German lacks."""


def rights(user: User) -> QuerySet[Permission]:
    """The permissions that this account holds, or will hold once it is active again: a manager could revive it."""
    if user.is_superuser:
        return Permission.objects.all()
    return Permission.objects.filter(Q(user=user) | Q(group__user=user))


def outranks(account: User, person: User) -> bool:
    """Whether the account holds a permission that the person lacks."""
    if person.is_superuser:
        return False
    return account.is_superuser or rights(account).exclude(pk__in=rights(person)).exists()


# `type-arg` below: Django's forms and ModelAdmin take their model in brackets in the stubs, but not when they run.


class RoleBoxes(forms.CheckboxSelectMultiple):
    """A box for each role, in a group that says its name."""

    template_name = "admin/auth/user/roles.html"


class RoleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Some of the roles on offer."""

    def clean(self, value: Any) -> Any:
        """Take a number that SQLite cannot hold for what it is: none of the choices."""
        try:
            return super().clean(value)
        except OverflowError:
            sentence = self.error_messages["invalid_choice"]
            raise forms.ValidationError(sentence, "invalid_choice", {"value": max(value, key=len)}) from None


class AccountAdmin(UserAdmin):  # type: ignore[type-arg]
    """Django's pages for accounts, bound to what the manager at work may hand out."""

    form = AccountForm
    add_form = NewAccountForm
    change_password_form = NewPasswordForm
    add_form_template = None
    fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        (gettext_lazy("What this account may do"), {"fields": ("is_active", "groups")}),
        (gettext_lazy("Sign-in"), {"fields": ("signed_in", "second_factor")}),
    )
    readonly_fields = ("signed_in", "second_factor")
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        (gettext_lazy("Password"), {"fields": ("password1", "password2")}),
        (gettext_lazy("What this account may do"), {"fields": ("groups",)}),
    )
    list_display = ("username", "full_name", "email", "roles", "state", "signed_in", "second_factor")
    empty_value_display = ""
    list_filter = ()
    actions = None

    @admin.display(description=gettext_lazy("Name"), ordering="first_name")
    def full_name(self, account: User) -> str:
        """First name and last name."""
        return account.get_full_name()

    @admin.display(description=gettext_lazy("Role"))
    def roles(self, account: User) -> str:
        """The names of the groups."""
        return ", ".join(group.name for group in account.groups.all())

    # These three say what they are: on a telephone each account is a card, and no head stands above them.

    @admin.display(description=gettext_lazy("State"), ordering="is_active")
    def state(self, account: User) -> str:
        """Whether anybody can sign in. In a word: the picture that Django has for it is called "True" everywhere."""
        return _("Active") if account.is_active else _("Inactive")

    @admin.display(description=gettext_lazy("Last sign-in"), ordering="last_login")
    def signed_in(self, account: User) -> str:
        """When its owner signed in last."""
        last = account.last_login
        return date_format(localtime(last), "SHORT_DATETIME_FORMAT") if last else _("Never signed in")

    @admin.display(description=gettext_lazy("Second factor"))
    def second_factor(self, account: User) -> str:
        """Whether signing in asks for more than the password."""
        return _("Second factor set up") if getattr(account, "has_factor", False) else _("No second factor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Every account, with its roles and second factors in one query."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
        accounts: QuerySet[User] = super().get_queryset(request).annotate(has_factor=Exists(factors))
        return accounts.prefetch_related("groups")

    def get_urls(self) -> list[URLPattern]:
        """Django's pages, and three of ours. All but those that only show something ask for a confirmation."""
        closed = self.admin_site.admin_view
        pages = [
            path("invite/", closed(self.invite), name="auth_user_invite"),
            path("<str:id>/link/", closed(self.link), name="auth_user_link"),
            path("<str:id>/second-factor/", closed(self.factor_reset), name="auth_user_second_factor"),
            *super().get_urls(),
        ]
        for page in pages:
            if page.name not in SHOWING:
                page.callback = self.confirmed(page.callback)
        return pages

    def confirmed(self, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        """A page for whoever confirmed who they are a short while ago, after everything that refuses it anyway."""

        @wraps(view)
        def asked(request: HttpRequest, **path: str) -> HttpResponseBase:
            number = path.get("id") or path.get("object_id")
            if number is not None:
                self.get_object(request, unquote(number))
            may = self.has_add_permission if number is None else self.has_change_permission
            if may(request):
                confirmation.require(request)
            return view(request, **path)

        return asked

    def invite(self, request: HttpRequest) -> HttpResponse:
        """A new account without a password: its owner sets one by a one-time link, or has the company's."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        fields = ("username", "first_name", "last_name", "email", "groups")
        form = self.get_form(request, None, form=AccountForm, fields=fields)(request.POST or None)
        with transaction.atomic():  # the look for whose name it is, and the account
            if not form.is_valid():
                return self._page(request, "invite", _("Invite a colleague"), form=form)
            form.instance.set_unusable_password()
            account: User = form.save()
            self.log_addition(request, account, INVITED)
        if not settings.PASSWORD_SIGN_IN:
            sentence = _("The account %(name)s can be opened with the company account of %(email)s.")
        elif settings.EMAIL_URL and account.email and one_time.send_invitation(request, account):
            sentence = _("An invitation went to %(email)s.")
        else:
            link = one_time.password_link(request, account)
            return self._page(request, "link", _("One-time link"), account, link=link)
        messages.success(request, sentence % {"name": account.username, "email": account.email})
        return redirect("admin:auth_user_changelist")

    def link(self, request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 - as in Django's own URL beside it
        """A link by which the owner of the account sets a new password. It is shown this once."""
        account = self._changeable(request, id)
        if not settings.PASSWORD_SIGN_IN:
            raise PermissionDenied(_("Passwords are switched off here, so there are no links to set one."))
        if not account.is_active:
            raise PermissionDenied(_("This account is not active, so a link would open nothing."))
        if request.method != "POST":
            return self._page(request, "link", _("One-time link"), account)
        self.log_change(request, account, LINKED)
        return self._page(request, "link", _("One-time link"), account, link=one_time.password_link(request, account))

    def factor_reset(self, request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 - as above
        """Take the second factors of an account away, whose owner has lost them."""
        account = self._changeable(request, id)
        if request.method != "POST":
            return self._page(request, "second_factor", _("Reset second factor"), account)
        reset_second_factor(account)
        self.log_change(request, account, RESET)
        messages.success(request, _("The account %(name)s has no second factor any more.") % {"name": account.username})
        return redirect("admin:auth_user_change", account.pk)

    def _changeable(self, request: HttpRequest, number: str) -> User:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return self.get_object(request, number)

    def _page(
        self, request: HttpRequest, name: str, title: str, account: User | None = None, **context: Any
    ) -> HttpResponse:
        context |= {"title": title, "original": account}
        return TemplateResponse(request, f"admin/auth/user/{name}.html", context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, under the name that the navigation gives it."""
        return super().changelist_view(request, {"title": _("Accounts"), **(extra_context or {})})

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """One account, or a new one. Django obeys `_saveasnew` although `save_as` is off and no button says so."""
        posted = request.POST.copy()
        posted.pop("_saveasnew", None)
        request.POST = posted  # type: ignore[assignment]
        return super().changeform_view(request, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form, under a name of ours."""
        context["title"] = _("Account") if context["original"] else _("Add account")
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        """Back to the list. Django's pages ask for the roles on a second page, this one has asked already."""
        return admin.ModelAdmin.response_add(self, request, obj, post_url_continue)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> User:
        """One account, for every page about it: change, password and history all begin here."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        account: User | None = super().get_object(request, object_id, from_field)
        if account is None:
            raise Http404
        if outranks(account, cast("User", request.user)):
            raise PermissionDenied(_("This account may do something that yours may not, so you cannot open it."))
        page = request.resolver_match.url_name if request.resolver_match else None
        if account == request.user and page in NOT_FOR_ONESELF:
            raise PermissionDenied(NOT_FOR_ONESELF[page])
        return account

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever adds accounts may change them too: Django's page asks for both, and an invitation does no less."""
        return super().has_add_permission(request) and self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody deletes an account: what it did would go with it. Deactivate it."""
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:  # noqa: ARG002
        """No question by URL: `?is_superuser=1` would say who is one."""
        return False

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer, and accept, no roles but those whose permissions the person holds."""
        beyond = Permission.objects.exclude(pk__in=rights(cast("User", request.user)))
        kwargs |= {
            "form_class": RoleField,
            "queryset": Group.objects.exclude(permissions__in=beyond).order_by("pk"),
            "widget": RoleBoxes,
            "label": gettext_lazy("Roles"),  # the history keeps it in English
            "help_text": _(
                "Viewers look. Editors also add, change and delete clients. Managers also look after accounts."
            ),
        }
        return super().formfield_for_manytomany(db_field, request, **kwargs)
