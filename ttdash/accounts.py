"""The pages for accounts: managers add people, give them roles and new passwords, and deactivate them."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserCreationForm, UsernameField
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db.models import ManyToManyField, Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def rights_beyond(user: User) -> QuerySet[Permission]:
    """The permissions that this account does not hold."""
    if user.is_superuser:
        return Permission.objects.none()
    return Permission.objects.exclude(pk__in=rights(user))


def rights(user: User) -> QuerySet[Permission]:
    """The permissions that this account holds, or will hold once it is active again.

    `User.get_all_permissions` says "none" of a deactivated account, and a manager could revive it.
    """
    return Permission.objects.filter(Q(user=user) | Q(group__user=user))


def outranks(account: User, person: User) -> bool:
    """Whether the account holds a permission that the person lacks."""
    if person.is_superuser:
        return False
    return account.is_superuser or rights(account).filter(pk__in=rights_beyond(person)).exists()


def roles_within(person: User) -> QuerySet[Group]:
    """The roles that the person may hand out: those whose permissions they hold themselves."""
    return Group.objects.exclude(permissions__in=rights_beyond(person)).order_by("pk")


def asker(request: HttpRequest) -> User:
    """Who is asking. Nobody comes here signed out."""
    return cast("User", request.user)


# `type-arg` below: Django's forms and ModelAdmin take their model in brackets in the stubs, but not when they run.


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """An account as managers see it: no password, no single permission, no superuser."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_active", "groups")
        field_classes = {"username": UsernameField}  # noqa: RUF012
        help_texts = {  # noqa: RUF012
            "is_active": gettext_lazy(
                "Only an active account can sign in. Accounts are not deleted but made inactive."
            ),
        }


class NewPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A new password for somebody else, without Django's offer to leave the account without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)


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
    add_form = UserCreationForm
    change_password_form = NewPasswordForm
    add_form_template = None
    fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        (gettext_lazy("What this account may do"), {"fields": ("is_active", "groups")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        (gettext_lazy("Password"), {"fields": ("password1", "password2")}),
        (gettext_lazy("What this account may do"), {"fields": ("groups",)}),
    )
    list_display = ("username", "full_name", "email", "roles", "is_active", "last_login")
    list_filter = ()
    filter_horizontal = ()
    actions = None

    @admin.display(description=gettext_lazy("Name"), ordering="first_name")
    def full_name(self, account: User) -> str:
        """First name and last name."""
        return account.get_full_name()

    @admin.display(description=gettext_lazy("Role"))
    def roles(self, account: User) -> str:
        """The names of the groups."""
        return ", ".join(group.name for group in account.groups.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Every account, with its roles in one query."""
        return super().get_queryset(request).prefetch_related("groups")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, under the name that the navigation gives it."""
        return super().changelist_view(request, {"title": _("Accounts"), **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One account, or a new one."""
        if "_saveasnew" in request.POST:  # Django would obey, although `save_as` is off and no button says so
            posted = request.POST.copy()
            del posted["_saveasnew"]
            request.POST = posted  # type: ignore[assignment]
        title = _("Account") if object_id else _("Add account")
        return super().changeform_view(request, object_id, form_url, {"title": title, **(extra_context or {})})

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
        if outranks(account, asker(request)):
            raise PermissionDenied(_("This account may do something that yours may not, so you cannot open it."))
        return account

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Nobody deletes an account: what it did would go with it. Deactivate it."""
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:  # noqa: ARG002
        """No question by URL: `?is_superuser=1` would say who is one."""
        return False

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Offer, and accept, no roles but those that the person may hand out."""
        kwargs |= {
            "form_class": RoleField,
            "queryset": roles_within(asker(request)),
            "widget": RoleBoxes,
            "label": _("Roles"),
            "help_text": _(
                "Viewers look. Editors also add, change and delete clients. Managers also look after accounts."
            ),
        }
        return super().formfield_for_manytomany(db_field, request, **kwargs)
