from django.db import migrations


class Migration(migrations.Migration):
    """Imports have a module of their own, which goes on with the same tables."""

    dependencies = [
        ('imports', '0001_from_roster'),
        ('roster', '0005_transfers'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.DeleteModel('StagedRow'),
            migrations.DeleteModel('Change'),
            migrations.DeleteModel('Changeset'),
        ]),
    ]
