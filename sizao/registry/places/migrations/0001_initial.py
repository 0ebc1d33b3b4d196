import django.db.models.deletion
import sizao.core.ids
import sizao.core.keyed
from django.db import migrations, models

from sizao.core.keyed import AddSchoolRef
from sizao.core.wall import SchoolWall


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0002_named_units'),
    ]

    operations = [
        migrations.CreateModel(
            name='Place',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('number', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('CAMPUS', '校区'), ('BUILDING', '楼栋'), ('FLOOR', '楼层'), ('CLASSROOM', '教室'), ('DORM_ROOM', '宿舍'), ('CANTEEN', '食堂'), ('LABORATORY', '实验室'), ('LIBRARY', '图书馆'), ('GATE', '校门'), ('BUS', '校车'), ('ISOLATION_ROOM', '隔离观察室')], max_length=16)),
                ('name', models.CharField(max_length=40)),
                ('path', models.CharField(db_collation='C', max_length=120)),
                ('building_id', models.UUIDField(null=True)),
                ('owner_role', models.CharField(blank=True, default='', max_length=40)),
                ('owner_user_id', models.BigIntegerField(null=True)),
                ('capacity', models.IntegerField(null=True)),
                ('is_key', models.BooleanField(default=False)),
                ('position', models.IntegerField(default=0)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('parent_id', models.UUIDField(blank=True, null=True)),
                ('parent', sizao.core.keyed.SchoolRef(null=True, to='places.place')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('process', models.CharField(choices=[('ARRIVAL', '入校'), ('DINING', '就餐'), ('DISMISSAL', '放学'), ('EXAM', '考试'), ('VISITOR', '来访')], max_length=12)),
                ('text', models.CharField(max_length=120)),
                ('role', models.CharField(max_length=40)),
                ('position', models.IntegerField(default=0)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('place_id', models.UUIDField()),
                ('place', sizao.core.keyed.SchoolRef(to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='RoomImport',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('state', models.CharField(max_length=40)),
                ('state_since', models.DateTimeField()),
                ('state_due_at', models.DateTimeField(null=True)),
                ('escalated', models.SmallIntegerField(default=0)),
                ('file_name', models.CharField(max_length=200)),
                ('file_id', models.UUIDField(null=True)),
                ('layout', models.JSONField(default=dict)),
                ('effective_on', models.DateField()),
                ('uploaded_by', models.BigIntegerField(null=True)),
                ('uploaded_at', models.DateTimeField()),
                ('written', models.JSONField(default=dict)),
                ('undo_until', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'places_import',
                'indexes': [models.Index(fields=['school_id', 'uploaded_at'], name='places_import_latest')],
            },
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(fields=['number'], name='places_place_by_number'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(fields=['school_id', 'path'], name='places_place_tree'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(fields=('school_id', 'number'), name='places_place_number'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('school_id', 'parent_id', 'kind', 'name'), name='places_place_name', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('parent_id__isnull', False), models.Q(('kind__in', ['FLOOR', 'CLASSROOM', 'DORM_ROOM', 'LABORATORY', 'ISOLATION_ROOM']), _negated=True), _connector='OR'), name='places_place_housed'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='places_place_period'),
        ),
        migrations.AddIndex(
            model_name='checkpoint',
            index=models.Index(fields=['school_id', 'place_id'], name='places_checkpoint_place'),
        ),
        AddSchoolRef('Place', 'parent'),
        AddSchoolRef('Checkpoint', 'place'),
        SchoolWall('RoomImport'),
    ]
