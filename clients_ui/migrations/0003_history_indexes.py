"""Indexes for the pages of the history: measured with 100,000 entries, see docs/performance.md."""

from django.db import migrations

from clients_ui.migrations._beside_writers import index


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("clients_ui", "0002_form_token_and_kept_typing"),
    ]

    operations = [
        index("clients_ui_log_object", "django_admin_log (content_type_id, object_id)"),
        index("clients_ui_log_time", "django_admin_log (content_type_id, action_time)"),
    ]
