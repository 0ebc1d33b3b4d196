import django.contrib.postgres.fields
import sizao.core.ids
from django.db import migrations, models

from sizao.core.wall import SchoolWall


class Migration(migrations.Migration):

    dependencies = [
        ('changes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rollover',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('year', models.SmallIntegerField()),
                ('day', models.DateField()),
                ('before', models.JSONField(default=list)),
                ('after', models.JSONField(default=list)),
                ('leavers', models.JSONField(default=list)),
                ('closed_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('made_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('made_by', models.BigIntegerField(null=True)),
                ('made_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('undone_by', models.BigIntegerField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('school_id', 'year'), name='changes_rollover_once')],
            },
        ),
        SchoolWall('Rollover'),
    ]
