from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("clients_ui", "0003_history_indexes"),
    ]

    operations = [
        migrations.RenameModel("KeptTyping", "Draft"),
    ]
