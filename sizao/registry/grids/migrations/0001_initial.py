import django.db.models.deletion
import sizao.core.ids
import sizao.core.keyed
from django.db import migrations, models

from sizao.core.keyed import AddSchoolRef


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0002_named_units'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cell',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('line', models.CharField(choices=[('CLASS', '班级线'), ('DORM', '宿舍线')], max_length=8)),
                ('name', models.CharField(max_length=40)),
                ('position', models.IntegerField(default=0)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('parent_id', models.UUIDField(blank=True, null=True)),
                ('parent', sizao.core.keyed.SchoolRef(null=True, to='grids.cell')),
            ],
        ),
        migrations.CreateModel(
            name='Community',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('code', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=60)),
                ('contact', models.CharField(max_length=60)),
                ('phone', models.CharField(max_length=20)),
                ('duty', models.CharField(blank=True, default='', max_length=60)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
            ],
            options={
                'verbose_name_plural': 'communities',
                'indexes': [models.Index(fields=['school_id', 'code'], name='grids_community_code')],
            },
        ),
        migrations.CreateModel(
            name='Coverage',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('cell_id', models.UUIDField()),
                ('place_id', models.UUIDField(blank=True, null=True)),
                ('cell', sizao.core.keyed.SchoolRef(to='grids.cell')),
                ('place', sizao.core.keyed.SchoolRef(null=True, to='places.place')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Gap',
            fields=[
                ('school_id', models.BigIntegerField()),
                ('pk', models.CompositePrimaryKey('school_id', 'line', blank=True, editable=False, primary_key=True, serialize=False)),
                ('line', models.CharField(choices=[('CLASS', '班级线'), ('DORM', '宿舍线')], max_length=8)),
                ('county_id', models.BigIntegerField(null=True)),
                ('city_id', models.BigIntegerField(null=True)),
                ('province_id', models.BigIntegerField(null=True)),
                ('people', models.IntegerField(default=0)),
                ('uncovered_people', models.IntegerField(default=0)),
                ('places', models.IntegerField(default=0)),
                ('uncovered_places', models.IntegerField(default=0)),
                ('cells', models.IntegerField(default=0)),
                ('unworked_cells', models.IntegerField(default=0)),
                ('counted_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['county_id', 'line'], name='grids_gap_county')],
            },
        ),
        migrations.CreateModel(
            name='Worker',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('user_id', models.BigIntegerField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('cell_id', models.UUIDField()),
                ('cell', sizao.core.keyed.SchoolRef(to='grids.cell')),
            ],
        ),
        migrations.AddConstraint(
            model_name='cell',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('school_id', 'line', 'name'), name='grids_cell_name'),
        ),
        migrations.AddConstraint(
            model_name='cell',
            constraint=models.CheckConstraint(condition=models.Q(('parent_id', models.F('id')), _negated=True), name='grids_cell_parent'),
        ),
        migrations.AddIndex(
            model_name='coverage',
            index=models.Index(fields=['school_id', 'cell_id'], name='grids_coverage_cell'),
        ),
        migrations.AddConstraint(
            model_name='coverage',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True), ('unit__isnull', False)), fields=('school_id', 'unit'), name='grids_coverage_unit'),
        ),
        migrations.AddConstraint(
            model_name='coverage',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True), ('place_id__isnull', False)), fields=('school_id', 'place_id'), name='grids_coverage_place'),
        ),
        migrations.AddConstraint(
            model_name='coverage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('place_id__isnull', False), ('unit__isnull', True)), models.Q(('place_id__isnull', True), ('unit__isnull', False)), _connector='OR'), name='grids_coverage_one'),
        ),
        migrations.AddIndex(
            model_name='worker',
            index=models.Index(fields=['school_id', 'user_id'], name='grids_worker_user'),
        ),
        migrations.AddConstraint(
            model_name='worker',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('school_id', 'cell_id', 'user_id'), name='grids_worker_once'),
        ),
        AddSchoolRef('Cell', 'parent'),
        AddSchoolRef('Coverage', 'cell'),
        AddSchoolRef('Coverage', 'place'),
        AddSchoolRef('Worker', 'cell'),
    ]
