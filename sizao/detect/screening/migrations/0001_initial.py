import django.contrib.postgres.fields
import sizao.core.ids
import sizao.core.keyed
from django.db import migrations, models

from sizao.core.keyed import AddSchoolRef
from sizao.core.wall import SchoolWall


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('roster', '0003_change_stamp'),
    ]

    operations = [
        migrations.CreateModel(
            name='SelfReport',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('group_id', models.BigIntegerField()),
                ('day', models.DateField()),
                ('leave', models.CharField(choices=[('ILLNESS', '病假'), ('PRIVATE', '事假')], max_length=10)),
                ('symptoms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('onset_date', models.DateField(null=True)),
                ('seen_doctor', models.BooleanField(null=True)),
                ('question_id', models.UUIDField()),
                ('reported_at', models.DateTimeField()),
                ('reported_by', models.BigIntegerField()),
                ('person_id', models.UUIDField()),
                ('person', sizao.core.keyed.SchoolRef(to='roster.person')),
            ],
            options={
                'indexes': [models.Index(fields=['school_id', 'person_id', 'day'], name='screening_report_person')],
            },
        ),
        AddSchoolRef('SelfReport', 'person'),
        SchoolWall('SelfReport'),
    ]
