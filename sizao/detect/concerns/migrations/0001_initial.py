import django.contrib.postgres.fields
import sizao.core.ids
import sizao.core.keyed
from django.db import migrations, models

from sizao.core.keyed import AddSchoolRef
from sizao.core.wall import SchoolWall


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('places', '0001_initial'),
        ('roster', '0008_person_account'),
    ]

    operations = [
        migrations.CreateModel(
            name='Concern',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('state', models.CharField(max_length=40)),
                ('state_since', models.DateTimeField()),
                ('state_due_at', models.DateTimeField(null=True)),
                ('escalated', models.SmallIntegerField(default=0)),
                ('about', models.CharField(choices=[('PERSON', '知道姓名'), ('UNKNOWN', '不知道姓名'), ('PLACE', '一个场所')], max_length=10)),
                ('group_id', models.BigIntegerField(null=True)),
                ('class_words', models.CharField(blank=True, default='', max_length=30)),
                ('name_words', models.CharField(blank=True, default='', max_length=30)),
                ('place_words', models.CharField(blank=True, default='', max_length=60)),
                ('signs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None)),
                ('seen_on', models.DateField()),
                ('note', models.CharField(blank=True, default='', max_length=200)),
                ('is_named', models.BooleanField(default=False)),
                ('digest', models.CharField(max_length=64)),
                ('reported_at', models.DateTimeField()),
                ('question_id', models.UUIDField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('FOUND', '属实，班级已登记'), ('CLEARED', '班级核实正常'), ('HANDLED', '已处置'), ('KNOWN', '已掌握'), ('UNFOUNDED', '核实后没有异常'), ('MERGED', '并入另一件')], default='', max_length=10)),
                ('merged_into', models.UUIDField(null=True)),
                ('person_id', models.UUIDField(blank=True, null=True)),
                ('place_id', models.UUIDField(blank=True, null=True)),
                ('person', sizao.core.keyed.SchoolRef(null=True, to='roster.person')),
                ('place', sizao.core.keyed.SchoolRef(null=True, to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Sender',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('sender_cipher', models.BinaryField()),
                ('sender_hash', models.BinaryField()),
                ('sent_at', models.DateTimeField()),
                ('sent_on', models.DateField()),
                ('revealed_at', models.DateTimeField(null=True)),
                ('concern_id', models.UUIDField()),
                ('concern', sizao.core.keyed.SchoolRef(to='concerns.concern')),
            ],
        ),
        migrations.AddIndex(
            model_name='concern',
            index=models.Index(fields=['school_id', 'state', 'reported_at'], name='concerns_school_state'),
        ),
        migrations.AddIndex(
            model_name='concern',
            index=models.Index(fields=['school_id', 'seen_on', 'person_id'], name='concerns_person_day'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'ASKED')), fields=('school_id', 'person_id'), name='concerns_asked_once'),
        ),
        migrations.AddIndex(
            model_name='sender',
            index=models.Index(fields=['school_id', 'sender_hash', 'sent_on'], name='concerns_sender_own'),
        ),
        migrations.AddConstraint(
            model_name='sender',
            constraint=models.UniqueConstraint(fields=('school_id', 'concern_id'), name='concerns_sender_once'),
        ),
        AddSchoolRef('Concern', 'person'),
        AddSchoolRef('Concern', 'place'),
        AddSchoolRef('Sender', 'concern'),
        SchoolWall('Concern'),
        SchoolWall('Sender'),
    ]
