"""What is a person's own: their list's columns, their views, and what they typed and have not sent."""

from django.conf import settings
from django.db import models

from clients_ui.models.portions import InPortions


class ListColumns(models.Model):
    """Which columns a person has in the list: their parameters, with commas between them."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    columns = models.CharField(max_length=500)


class SavedView(models.Model):
    """A search that a person has given a name: nothing but the query of its URL, and nobody else's."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "name"), name="one_view_of_a_name"),)
        ordering = ("pk",)


class Draft(models.Model):
    """What somebody typed into a form that was not sent on: sealed with a key that only their browser has."""

    key_hash = models.CharField(primary_key=True, max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    objects = InPortions.as_manager()
