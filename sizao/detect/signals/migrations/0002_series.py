import django.contrib.postgres.fields
from django.db import migrations, models

import sizao.core.ids


class Migration(migrations.Migration):
    dependencies = [("signals", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Series",
            fields=[
                ("pk", models.CompositePrimaryKey("school_id", "id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("school_id", models.BigIntegerField()),
                ("id", models.UUIDField(default=sizao.core.ids.new_id)),
                ("days", django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), size=None)),
                ("counts", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(null=True), size=None)),
                ("expected", django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None)),
                ("upper", django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(null=True), size=None)),
                ("reported", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("enrolled", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("span", models.SmallIntegerField()),
                ("expected_count", models.FloatField()),
                ("p_value", models.FloatField()),
                ("parts", models.JSONField(default=list)),
            ],
            options={"abstract": False},
        ),
    ]
