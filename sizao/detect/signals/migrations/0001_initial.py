import django.contrib.postgres.fields
import sizao.core.ids
from django.db import migrations, models

from sizao.core.keyed import AppendOnly
from sizao.core.wall import SchoolWall


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Judged',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('until', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Memory',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('saved', models.JSONField()),
                ('detected_at', models.DateTimeField()),
                ('place', models.IntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['school_id', 'detected_at'], name='signals_memory_time')],
            },
        ),
        migrations.CreateModel(
            name='Signal',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('state', models.CharField(max_length=40)),
                ('state_since', models.DateTimeField()),
                ('state_due_at', models.DateTimeField(null=True)),
                ('escalated', models.SmallIntegerField(default=0)),
                ('origin', models.CharField(choices=[('RULE', '规则'), ('STATISTIC', '统计')], default='RULE', max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('event', models.CharField(max_length=200)),
                ('opens_event', models.BooleanField()),
                ('rule', models.CharField(max_length=60)),
                ('kind', models.CharField(max_length=20)),
                ('unit_scope', models.CharField(max_length=20)),
                ('unit_code', models.CharField(max_length=60)),
                ('group_id', models.BigIntegerField(null=True)),
                ('labels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), default=list, size=None)),
                ('case_count', models.IntegerField()),
                ('latest_count', models.IntegerField()),
                ('class_size', models.IntegerField(null=True)),
                ('window_first', models.DateField(null=True)),
                ('window_last', models.DateField(null=True)),
                ('crossing_date', models.DateField()),
                ('detected_at', models.DateTimeField()),
                ('deadline', models.DateTimeField(null=True)),
                ('is_deadline_official', models.BooleanField(default=False)),
                ('event_deadline', models.DateTimeField(null=True)),
                ('updated_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('visible_at', models.DateTimeField()),
                ('county_id', models.BigIntegerField(null=True)),
                ('city_id', models.BigIntegerField(null=True)),
                ('province_id', models.BigIntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['NEW', 'VERIFYING'])), fields=['county_id', 'state_due_at'], name='signals_signal_county'), models.Index(condition=models.Q(('state__in', ['NEW', 'VERIFYING'])), fields=['school_id', 'state_due_at'], name='signals_signal_open'), models.Index(fields=['school_id', 'detected_at'], name='signals_signal_time')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'name'), name='signals_signal_name')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('signal_id', models.UUIDField()),
                ('step', models.CharField(max_length=12)),
                ('case_count', models.IntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('correction_due_to', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), default=list, size=None)),
            ],
            options={
                'indexes': [models.Index(fields=['school_id', 'signal_id', 'at'], name='signals_step_signal')],
            },
        ),
        AppendOnly('Step'),
        SchoolWall('Memory'),
    ]
