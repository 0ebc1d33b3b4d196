import django.contrib.postgres.fields
import sizao.core.ids
import sizao.core.keyed
from django.db import migrations, models

from sizao.core.keyed import AddSchoolRef, AppendOnly
from sizao.core.wall import SchoolWall


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('roster', '0003_change_stamp'),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('person_id', models.UUIDField()),
                ('episode', models.SmallIntegerField()),
                ('status', models.CharField(choices=[('SUSPECTED', '疑似病例'), ('CLINICAL', '临床诊断病例'), ('CONFIRMED', '确诊病例'), ('EXCLUDED', '排除病例')], max_length=10)),
                ('disease', models.CharField(blank=True, default='', max_length=40)),
                ('reason', models.CharField(blank=True, default='', max_length=200)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.BigIntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['school_id', 'person_id', 'episode'], name='linelist_change_person')],
            },
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('episode', models.SmallIntegerField()),
                ('origin', models.CharField(choices=[('CHECK', '晨午晚检'), ('CLINIC', '校医登记')], max_length=8)),
                ('day', models.DateField()),
                ('session', models.CharField(blank=True, default='', max_length=12)),
                ('group_id', models.BigIntegerField(null=True)),
                ('class_id', models.BigIntegerField(null=True)),
                ('room_id', models.BigIntegerField(null=True)),
                ('is_staff', models.BooleanField(default=False)),
                ('onset_at', models.DateTimeField(null=True)),
                ('onset_date', models.DateField()),
                ('symptoms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('groups', models.CharField(blank=True, default='', max_length=7)),
                ('temperature_celsius', models.DecimalField(decimal_places=1, max_digits=3, null=True)),
                ('severe_signs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('exposure', models.CharField(blank=True, default='', max_length=80)),
                ('disease', models.CharField(blank=True, default='', max_length=40)),
                ('disease_status', models.CharField(blank=True, choices=[('SUSPECTED', '疑似病例'), ('CLINICAL', '临床诊断病例'), ('CONFIRMED', '确诊病例'), ('EXCLUDED', '排除病例')], default='', max_length=10)),
                ('is_hospitalised', models.BooleanField(default=False)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.BigIntegerField(null=True)),
                ('digest', models.BinaryField(max_length=16)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('recovered_at', models.DateTimeField(null=True)),
                ('person_id', models.UUIDField()),
                ('person', sizao.core.keyed.SchoolRef(to='roster.person')),
            ],
            options={
                'indexes': [models.Index(fields=['school_id', 'recorded_at'], name='linelist_record_time'), models.Index(fields=['school_id', 'person_id', 'episode'], name='linelist_record_person'), models.Index(fields=['school_id', 'day', 'group_id'], name='linelist_record_slot')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('origin', 'CHECK'), ('withdrawn_at__isnull', True)), fields=('school_id', 'person_id', 'day', 'session', 'group_id'), name='linelist_record_once')],
            },
        ),
        AddSchoolRef('Record', 'person'),
        AppendOnly('Change'),
        SchoolWall('Record'),
        SchoolWall('Change'),
    ]
