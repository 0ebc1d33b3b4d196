from django.db import migrations


class Migration(migrations.Migration):
    """Tags and transfers have modules of their own, which go on with the same tables."""

    dependencies = [
        ('tags', '0001_from_roster'),
        ('transfers', '0001_from_roster'),
        ('roster', '0006_without_imports'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.DeleteModel('Tag'),
            migrations.DeleteModel('Transfer'),
        ]),
    ]
