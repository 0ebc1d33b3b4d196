import django.contrib.postgres.fields
import sizao.core.ids
import sizao.core.keyed
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables of imports are where they were; only the module that names them is another."""

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('roster', '0005_transfers'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='Changeset',
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
                    ('counts', models.JSONField(default=dict)),
                    ('effective_on', models.DateField()),
                    ('uploaded_by', models.BigIntegerField(null=True)),
                    ('uploaded_at', models.DateTimeField()),
                    ('undo_until', models.DateTimeField(null=True)),
                ],
                options={
                    'db_table': 'roster_changeset',
                    'indexes': [models.Index(fields=['school_id', 'uploaded_at'], name='roster_changeset_latest')],
                },
            ),
            migrations.CreateModel(
                name='Change',
                fields=[
                    ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('school_id', models.BigIntegerField()),
                    ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                    ('person_id', models.UUIDField()),
                    ('row', models.IntegerField(null=True)),
                    ('kind', models.CharField(choices=[('ADDED', '新增'), ('RETURNED', '重新入学'), ('MOVED', '转班'), ('CHANGED', '修改'), ('SAME', '不变'), ('UNSURE', '待定'), ('REFUSED', '有误'), ('LEAVING', '不在文件中')], max_length=10)),
                    ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=None)),
                    ('from_group_id', models.BigIntegerField(null=True)),
                    ('to_group_id', models.BigIntegerField(null=True)),
                    ('closed', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                    ('before', models.JSONField(null=True)),
                    ('stamp', models.BigIntegerField(null=True)),
                    ('guardian_before', models.JSONField(null=True)),
                    ('guardian_stamp', models.BigIntegerField(null=True)),
                    ('changeset_id', models.UUIDField()),
                    ('changeset', sizao.core.keyed.SchoolRef(to='imports.changeset')),
                ],
                options={
                    'db_table': 'roster_change',
                    'indexes': [models.Index(fields=['school_id', 'changeset_id', 'kind'], name='roster_change_import')],
                },
            ),
            migrations.CreateModel(
                name='StagedRow',
                fields=[
                    ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('school_id', models.BigIntegerField()),
                    ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                    ('changeset_id', models.UUIDField()),
                    ('row', models.IntegerField(null=True)),
                    ('kind', models.CharField(choices=[('ADDED', '新增'), ('RETURNED', '重新入学'), ('MOVED', '转班'), ('CHANGED', '修改'), ('SAME', '不变'), ('UNSURE', '待定'), ('REFUSED', '有误'), ('LEAVING', '不在文件中')], max_length=10)),
                    ('decision', models.CharField(choices=[('', '待定'), ('SAME', '同一人'), ('NEW', '新增'), ('SKIP', '不写入'), ('LEAVE', '离校')], default='', max_length=8)),
                    ('note', models.CharField(choices=[('', ''), ('SIMILAR', '名册中有同名的人，出生日期或班级相同'), ('TWIN', '与第{row}行姓名、班级、出生日期都相同'), ('ELSEWHERE', '在另一所学校'), ('TOO_EARLY', '生效日期早于现在的班级记录')], default='', max_length=12)),
                    ('person_id', models.UUIDField(null=True)),
                    ('from_group_id', models.BigIntegerField(null=True)),
                    ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=None)),
                    ('twin_row', models.IntegerField(null=True)),
                    ('problems', models.JSONField(default=list)),
                    ('clash', models.JSONField(null=True)),
                    ('name', models.CharField(max_length=60)),
                    ('pinyin_key', models.CharField(max_length=120)),
                    ('pinyin_initials', models.CharField(max_length=60)),
                    ('sex', models.CharField(max_length=10, null=True)),
                    ('birth_date', models.DateField(null=True)),
                    ('student_number', models.CharField(max_length=30, null=True)),
                    ('group_id', models.BigIntegerField(null=True)),
                    ('class_text', models.CharField(max_length=40)),
                    ('class_position', models.SmallIntegerField(null=True)),
                    ('is_boarder', models.BooleanField(null=True)),
                    ('identity_cipher', models.BinaryField(null=True)),
                    ('identity_hash', models.BinaryField(null=True)),
                    ('identity_tries', django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(), default=list, size=None)),
                    ('guardian_name', models.CharField(max_length=60, null=True)),
                    ('guardian_relation', models.CharField(max_length=20, null=True)),
                    ('guardian_phone_cipher', models.BinaryField(null=True)),
                    ('guardian_phone_hash', models.BinaryField(null=True)),
                    ('guardian_phone_last4', models.CharField(max_length=4, null=True)),
                ],
                options={
                    'db_table': 'roster_staged',
                    'indexes': [models.Index(fields=['school_id', 'changeset_id', 'kind', 'row'], name='roster_staged_import')],
                },
            ),
        ]),
        # The history of a closed loop is found by the name of its model.
        migrations.RunSQL(
            ["UPDATE core_loopmove SET object_kind = 'imports.changeset' WHERE object_kind = 'roster.changeset'"],
            ["UPDATE core_loopmove SET object_kind = 'roster.changeset' WHERE object_kind = 'imports.changeset'"],
        ),
    ]
