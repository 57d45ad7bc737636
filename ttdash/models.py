"""What is kept of accounts besides Django's and allauth's tables."""

from django.contrib.auth.models import User
from django.db import models


class OneTimeLink(models.Model):
    """The last link of a kind that was made for an account: a random word that is part of its signature."""

    account = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    word = models.CharField(max_length=40)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("account", "kind"), name="one_link_of_a_kind"),)


class SignInKey(models.Model):
    """A user name or an e-mail address, in one spelling, and the one account that signs in by it. See signin.names."""

    LONGEST = 254  # characters of an e-mail address

    account = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=LONGEST, unique=True)

    class Meta:
        default_permissions = ()


class Preferences(models.Model):
    """What a person chose for all their browsers. `NameOrMail.get_user` reads it together with the account."""

    account = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="preferences")
    language = models.CharField(max_length=10, blank=True)

    class Meta:
        default_permissions = ()


class Host(models.Model):
    """A server that shares this database, as it was when it last wrote here. See surroundings.hosts."""

    name = models.CharField(max_length=255, unique=True)
    at = models.DateTimeField()
    version = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    cache = models.CharField(max_length=64)
    forwarded = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
