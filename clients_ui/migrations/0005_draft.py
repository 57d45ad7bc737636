from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("clients_ui", "0004_attempt"),
    ]

    operations = [
        migrations.RenameModel("KeptTyping", "Draft"),
    ]
