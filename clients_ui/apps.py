from django.apps import AppConfig


class ClientsUiConfig(AppConfig):
    """The pages of the clients."""

    name = "clients_ui"
    default_auto_field = "django.db.models.BigAutoField"
