from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def give(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Whoever may see accounts could open the history until now: keep it open to them.

    On a database that was never migrated further the permission does not exist yet: post_migrate makes it later.
    """
    using = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(using)
    kind, _ = kinds.get_or_create(app_label="admin", model="logentry")
    history, _ = permissions.get_or_create(
        content_type=kind, codename="view_logentry", defaults={"name": "Can view log entry"}
    )
    accounts = permissions.filter(content_type__app_label="auth", codename="view_user")
    for group in apps.get_model("auth", "Group").objects.using(using).filter(permissions__in=accounts):
        group.permissions.add(history)
    for user in apps.get_model("auth", "User").objects.using(using).filter(user_permissions__in=accounts):
        user.user_permissions.add(history)


class Migration(migrations.Migration):
    dependencies = [
        ("ttdash", "0001_cache_table"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
