"""The forms of the pages for accounts."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm, UsernameField
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy

from ttdash.signin import names
from ttdash.team import membership

# `type-arg` below: Django's forms take their model in brackets in the stubs, but not when they run.


class NamedForm(forms.ModelForm):  # type: ignore[type-arg]
    """An account, whose user name and address are its own alone."""

    def clean(self) -> dict[str, Any]:
        """Refuse what another account is known by."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = {field: cleaned.get(field, "") for field in names.FIELDS}
        for field, sentence in names.clashes(User(pk=self.instance.pk, **typed)).items():
            self.add_error(field, sentence)
        return cleaned


class NewAccountForm(NamedForm, BaseUserCreationForm):  # type: ignore[type-arg]
    """An account with a password that its owner is told."""


class AccountForm(NamedForm):
    """An account as managers see it: no password, no single permission, no superuser."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_active", "groups")
        field_classes = {"username": UsernameField}  # noqa: RUF012
        inactive = gettext_lazy("Only an active account can sign in. Accounts are not deleted but made inactive.")
        help_texts = {"is_active": inactive}  # noqa: RUF012

    def clean(self) -> dict[str, Any]:
        """Refuse to leave the team without a manager."""
        cleaned = super().clean()
        stays = cleaned.get("is_active") and any(role.name == membership.MANAGERS for role in cleaned.get("groups", ()))
        if not stays and self.instance.pk and membership.is_last_manager(self.instance):
            raise forms.ValidationError(membership.LAST_MANAGER)
        return cleaned


class NewPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A new password for somebody else, without Django's offer to leave the account without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
