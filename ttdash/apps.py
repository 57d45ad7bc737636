from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, pre_save

from ttdash.team.roles import keep_roles


class TtdashConfig(AppConfig):
    """The deployment and the team."""

    name = "ttdash"

    def ready(self) -> None:
        """Keep the three groups after every migration, and after a flush; log sign-ins."""
        from ttdash.signin import log  # noqa: PLC0415 - not before there are models

        log.watch()
        # Django sends post_migrate for apps with models only, and this one has none.
        post_migrate.connect(keep_roles, sender=apps.get_app_config("clients_ui"), dispatch_uid="ttdash.team.roles")

        from ttdash.signin.sessions import end_with_activity  # noqa: PLC0415 - it needs the models, which are ready only now

        pre_save.connect(
            end_with_activity, sender=apps.get_model("auth", "User"), dispatch_uid="ttdash.signin.sessions"
        )
