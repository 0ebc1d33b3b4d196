
import sizao.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChaseCall',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('day', models.DateField()),
                ('unit_id', models.BigIntegerField()),
                ('called_at', models.DateTimeField()),
                ('called_by', models.BigIntegerField(null=True)),
                ('called_name', models.CharField(max_length=40)),
                ('answer', models.CharField(max_length=20)),
                ('note', models.CharField(blank=True, default='', max_length=200)),
            ],
            options={
                'db_table': 'daily_chase_call',
                'indexes': [models.Index(fields=['school_id', 'day'], name='daily_chase_day')],
            },
        ),
        migrations.CreateModel(
            name='DailyReturn',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('state', models.CharField(max_length=40)),
                ('state_since', models.DateTimeField()),
                ('state_due_at', models.DateTimeField(null=True)),
                ('escalated', models.SmallIntegerField(default=0)),
                ('day', models.DateField()),
                ('version', models.SmallIntegerField(default=1)),
                ('level', models.CharField(max_length=12)),
                ('county_id', models.BigIntegerField(null=True)),
                ('city_id', models.BigIntegerField(null=True)),
                ('province_id', models.BigIntegerField(null=True)),
                ('covers_from', models.DateTimeField()),
                ('covers_to', models.DateTimeField()),
                ('figures', models.JSONField(default=dict)),
                ('by_session', models.JSONField(default=dict)),
                ('missing_reasons', models.JSONField(default=dict)),
                ('signed_at', models.DateTimeField(null=True)),
                ('signed_by', models.BigIntegerField(null=True)),
                ('signed_role', models.CharField(blank=True, default='', max_length=40)),
                ('delegated_by', models.BigIntegerField(null=True)),
                ('reason', models.CharField(blank=True, default='', max_length=200)),
            ],
            options={
                'db_table': 'daily_return',
                'indexes': [models.Index(fields=['day', 'county_id', 'level'], name='daily_return_county'), models.Index(fields=['day', 'city_id', 'level'], name='daily_return_city'), models.Index(condition=models.Q(('state', 'PREPARED')), fields=['state_due_at'], name='daily_return_due')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'day', 'version'), name='daily_return_version')],
            },
        ),
    ]
