from django.db import migrations, models

# One check a row that an import writes, for rows that are forgotten after a day.
FOREIGN_KEY = "roster_change_changeset_school_fk"


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0001_from_roster'),
    ]

    operations = [
        migrations.RunSQL(
            [f"ALTER TABLE roster_change DROP CONSTRAINT {FOREIGN_KEY}"],
            [
                f"ALTER TABLE roster_change ADD CONSTRAINT {FOREIGN_KEY} FOREIGN KEY (school_id, changeset_id) "
                "REFERENCES roster_changeset (school_id, id)"
            ],
        ),
        migrations.RemoveField(model_name='change', name='changeset'),
        migrations.AddField(
            model_name='changeset', name='roster_seen', field=models.BigIntegerField(null=True),
        ),
    ]
