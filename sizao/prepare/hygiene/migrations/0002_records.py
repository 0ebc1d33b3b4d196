import django.contrib.postgres.fields
import sizao.core.ids
import sizao.core.keyed
from django.db import migrations, models
from sizao.core.keyed import AddSchoolRef, CreatePartitioned


class Migration(migrations.Migration):

    dependencies = [
        ('hygiene', '0001_plan'),
        ('places', '0001_initial'),
    ]

    operations = [
        CreatePartitioned(
            name='Record',
            fields=[
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('pk', models.CompositePrimaryKey('school_id', 'day', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('subject_id', models.UUIDField()),
                ('process', models.CharField(blank=True, default='', max_length=12)),
                ('unit_id', models.BigIntegerField()),
                ('result', models.CharField(choices=[('DONE', '按计划已做'), ('EXCEPTION', '异常')], max_length=10)),
                ('missed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('note', models.CharField(blank=True, default='', max_length=200)),
                ('recorded_by', models.BigIntegerField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('place_id', models.UUIDField()),
                ('place', sizao.core.keyed.SchoolRef(to='places.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_back_at__isnull', True)), fields=('school_id', 'day', 'subject_id'), name='hygiene_record_once')],
            },
        ),
        AddSchoolRef('Record', 'place'),
    ]
