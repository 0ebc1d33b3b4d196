import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cost',
            fields=[
                ('school_id', models.BigIntegerField()),
                ('pk', models.CompositePrimaryKey('school_id', 'week', 'ask', 'role', blank=True, editable=False, primary_key=True, serialize=False)),
                ('week', models.DateField()),
                ('ask', models.CharField(max_length=60)),
                ('role', models.CharField(max_length=40)),
                ('counts', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                'db_table': 'core_burden',
            },
        ),
    ]
