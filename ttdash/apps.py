from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

from ttdash.roles import keep_roles


class TtdashConfig(AppConfig):
    """The deployment and the team."""

    name = "ttdash"

    def ready(self) -> None:
        """Keep the three groups after every migration, and after a flush; log sign-ins."""
        from ttdash import signinlog  # noqa: PLC0415 - not before there are models

        signinlog.watch()
        # Django sends post_migrate for apps with models only, and this one has none.
        post_migrate.connect(keep_roles, sender=apps.get_app_config("clients_ui"), dispatch_uid="ttdash.roles")
