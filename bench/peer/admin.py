"""The admin's pages of a client: the columns of our list, fifty rows, everything else as it comes."""

from django.contrib import admin

from peer.models import Client


@admin.register(Client)
class ClientAdmin(admin.ModelAdmin):
    """List and form."""

    list_display = ("name", "color", "contactPerson", "email", "phone", "addressCity", "addressCountry", "enabled")
    list_per_page = 50
    search_fields = ("name",)
