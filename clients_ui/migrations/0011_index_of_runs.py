"""The entries of a run, in the order of its rows: made anew where the migration of runs used to make it."""

from django.db import migrations, models

from clients_ui.migrations._beside_writers import index


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("clients_ui", "0010_fine_as_it_is")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [index("attempts_of_a_run", 'clients_ui_attempt (run_id, "row")')],
            [migrations.AddIndex("attempt", models.Index(fields=["run", "row"], name="attempts_of_a_run"))],
        ),
    ]
