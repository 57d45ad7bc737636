"""A client with TimeTrack's parameters, and the order of the list."""

from typing import ClassVar

from django.db import models


class Client(models.Model):
    """One client. No index but the one that Django makes."""

    name = models.CharField(max_length=200)
    enabled = models.BooleanField(default=True)
    color = models.CharField(max_length=50, blank=True)
    contactPerson = models.CharField(max_length=200, blank=True)  # noqa: N815 - TimeTrack's names
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=50, blank=True)
    address = models.CharField(max_length=200, blank=True)
    address2 = models.CharField(max_length=200, blank=True)
    addressZipCode = models.CharField(max_length=20, blank=True)  # noqa: N815
    addressCity = models.CharField(max_length=100, blank=True)  # noqa: N815
    addressCountry = models.CharField(max_length=2, blank=True)  # noqa: N815
    field1 = models.CharField(max_length=200, blank=True)
    field2 = models.CharField(max_length=200, blank=True)
    field3 = models.CharField(max_length=200, blank=True)
    notes = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
