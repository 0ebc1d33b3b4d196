import django.contrib.postgres.fields
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
            name='PlanSetting',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('code', models.CharField(blank=True, default='', max_length=12)),
                ('place_kind', models.CharField(blank=True, default='', max_length=16)),
                ('work', models.CharField(choices=[('VENTILATION', '通风'), ('DISINFECTION', '消毒'), ('AIR', '空气消毒'), ('CLEANING', '清洁')], max_length=12)),
                ('what', models.CharField(max_length=60)),
                ('agent', models.CharField(blank=True, default='', max_length=30)),
                ('times', models.SmallIntegerField(null=True)),
                ('minutes', models.SmallIntegerField(null=True)),
                ('mg_per_l', models.IntegerField(null=True)),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), default=list, size=None)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('set_by', models.BigIntegerField(null=True)),
                ('set_at', models.DateTimeField()),
                ('place_id', models.UUIDField(blank=True, null=True)),
                ('place', sizao.core.keyed.SchoolRef(null=True, to='places.place')),
            ],
            options={
                'db_table': 'hygiene_setting',
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True), models.Q(('code', ''), _negated=True)), fields=('school_id', 'code', 'place_kind', 'place_id'), name='hygiene_setting_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('place_id__isnull', True), ('place_kind', ''), _connector='XOR'), name='hygiene_setting_for')],
            },
        ),
        AddSchoolRef('PlanSetting', 'place'),
    ]
