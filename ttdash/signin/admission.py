"""As which account somebody comes in by the company, and what that changes. Nothing else links an account."""

import logging
import secrets

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ttdash.signin import names
from ttdash.signin.claims import Person, Refused
from ttdash.team import membership

PROVIDER = "company"
logger = logging.getLogger(__name__)


def account_of(person: Person) -> User | None:
    """The account that this person may come in as; None where there is none yet. Raises Refused. Changes nothing.

    Asked at every sign-in, of linked accounts too: what held when an account was linked may hold no longer.
    """
    if settings.OIDC_ALLOWED_DOMAINS and person.address.rpartition("@")[2] not in settings.OIDC_ALLOWED_DOMAINS:
        raise Refused(_("Accounts of your mail domain are not let in here."), "another mail domain")
    link = SocialAccount.objects.select_related("user").filter(provider=PROVIDER, uid=person.sub).first()
    account = link.user if link else _with_address_of(person)
    if account is None:
        return None
    if account.email.lower() != person.address:
        sentence = _("Your company account has another mail address than your account here. Ask a manager.")
        raise Refused(sentence, f"{account.username} has another mail address than its company account")
    if account.is_superuser:
        sentence = _("The account with your mail address is an administrator’s: it opens by its password only.")
        raise Refused(sentence, f"{account.username} is a superuser")
    if not account.is_active:
        sentence = _("Your account here was deactivated. Ask a manager.")
        raise Refused(sentence, f"{account.username} is inactive")
    return account


def _with_address_of(person: Person) -> User | None:
    """The account to link with somebody who comes by the company for the first time.

    The addresses of accounts are written by managers, never by their owners, and the provider vouches for this one;
    so whoever has it is who is meant. Not where it could have changed hands: another `sub` came with it before.
    """
    found = names.claiming(person.address)
    if len(found) > 1:
        raise Refused(_("Several accounts here have your mail address. Ask a manager."), "an address of several")
    if found and SocialAccount.objects.filter(user=found[0]).exists():
        sentence = _("Another company account is linked to the account with your mail address. Ask a manager.")
        raise Refused(sentence, f"{found[0].username} is linked to another company account")
    return found[0] if found else None


def new_account(person: Person) -> User:
    """An account for somebody who has none, where that is wanted. Raises Refused where not."""
    if not settings.OIDC_CREATE_ACCOUNTS:
        raise Refused(_("There is no account for you here yet. Ask a manager to invite you."), "no account")
    name = get_account_adapter().generate_unique_username([person.address, "colleague"])
    if names.claiming(name):  # allauth compares capitals alone
        name = f"{name}-{secrets.token_hex(3)}"
    account = User(username=name, email=person.address, first_name=person.given_name, last_name=person.family_name)
    account.set_unusable_password()
    try:
        account.save()
    except ValidationError as error:
        sentence = _("An account for you was made at this very moment. Sign in once more.")
        raise Refused(sentence, "made at the same moment") from error
    logger.info("company sign-in made the account %s", account.username)
    return account


def settle(person: Person, account: User) -> None:
    """Link the account that this person was let in as, and give it its roles. Raises Refused, and then changes nothing.

    Whether they may come in is asked once more: minutes may have passed while the second factor was awaited, and two
    people may come with one address at once.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=account.pk)
        if account_of(person) != account:
            sentence = _("Your account was changed meanwhile. Sign in once more.")
            raise Refused(sentence, f"{account.username} was changed meanwhile")
        link, _made = SocialAccount.objects.get_or_create(provider=PROVIDER, uid=person.sub, defaults={"user": account})
        link.extra_data = {}  # earlier versions kept what the provider said
        link.save()
        if settings.OIDC_ROLE_CLAIM:
            membership.set_roles(account, set(person.roles))
