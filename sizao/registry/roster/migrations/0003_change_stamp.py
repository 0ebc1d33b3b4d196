from django.db import migrations, models


class Migration(migrations.Migration):
    """A committed import remembers a hash of each row it left, no longer the whole row."""

    dependencies = [
        ("roster", "0002_wall"),
    ]

    operations = [
        migrations.RemoveField(model_name="change", name="after"),
        migrations.RemoveField(model_name="change", name="guardian_after"),
        migrations.AddField(model_name="change", name="stamp", field=models.BigIntegerField(null=True)),
        migrations.AddField(model_name="change", name="guardian_stamp", field=models.BigIntegerField(null=True)),
    ]
