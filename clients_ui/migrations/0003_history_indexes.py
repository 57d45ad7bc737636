"""Indexes for the pages of the history: measured with 100,000 entries, see docs/performance.md."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("clients_ui", "0002_form_token_and_kept_typing"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX clients_ui_log_object ON django_admin_log (content_type_id, object_id)",
            "DROP INDEX clients_ui_log_object",
        ),
        migrations.RunSQL(
            "CREATE INDEX clients_ui_log_time ON django_admin_log (content_type_id, action_time)",
            "DROP INDEX clients_ui_log_time",
        ),
    ]
