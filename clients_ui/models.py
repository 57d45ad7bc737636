"""No model holds a client: this one has no table, and only gives the permissions a name."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Client(models.Model):
    """What the permissions view, add, change and delete are about. Never registered, never queried."""

    name = models.TextField(_("name"))

    class Meta:
        managed = False
        verbose_name = _("client")
        verbose_name_plural = _("clients")

    def __str__(self) -> str:
        return self.name
