"""What a role may do with clients."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Client(models.Model):
    """What the permissions view, add, change and delete are about. Never registered, never queried."""

    name = models.TextField(_("name"))

    class Meta:
        managed = False
        verbose_name = _("client")
        verbose_name_plural = _("clients")
