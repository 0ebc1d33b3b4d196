import sizao.core.ids
import sizao.core.keyed
from django.db import migrations, models
from sizao.core.keyed import AddSchoolRef


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('unit_id', models.BigIntegerField()),
                ('day', models.DateField()),
                ('answers', models.JSONField()),
                ('note', models.CharField(blank=True, default='', max_length=200)),
                ('by_office', models.BooleanField()),
                ('inspected_by', models.BigIntegerField(null=True)),
                ('inspected_at', models.DateTimeField()),
                ('place_id', models.UUIDField()),
                ('place', sizao.core.keyed.SchoolRef(to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('state', models.CharField(max_length=40)),
                ('state_since', models.DateTimeField()),
                ('state_due_at', models.DateTimeField(null=True)),
                ('escalated', models.SmallIntegerField(default=0)),
                ('unit_id', models.BigIntegerField()),
                ('item', models.CharField(max_length=12)),
                ('text', models.CharField(max_length=200)),
                ('owner_role', models.CharField(blank=True, default='', max_length=40)),
                ('owner_user_id', models.BigIntegerField(null=True)),
                ('by_office', models.BooleanField()),
                ('found_by', models.BigIntegerField(null=True)),
                ('found_at', models.DateTimeField()),
                ('file_id', models.UUIDField(null=True)),
                ('inspection_id', models.UUIDField()),
                ('place_id', models.UUIDField()),
                ('place', sizao.core.keyed.SchoolRef(to='places.place')),
                ('inspection', sizao.core.keyed.SchoolRef(to='inspections.inspection')),
            ],
        ),
        migrations.AddIndex(
            model_name='inspection',
            index=models.Index(fields=['school_id', 'place_id', 'inspected_at'], name='inspections_by_place'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(condition=models.Q(('state', 'CLOSED'), _negated=True), fields=['school_id', 'state_due_at'], name='inspections_finding_open'),
        ),
        AddSchoolRef('Inspection', 'place'),
        AddSchoolRef('Finding', 'place'),
        AddSchoolRef('Finding', 'inspection'),
    ]
