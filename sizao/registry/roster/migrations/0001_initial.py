
import sizao.core.ids
from django.db import migrations, models
from sizao.core.keyed import AddSchoolRef, SchoolRef


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='IdentityLookup',
            fields=[
                ('identity_hash', models.BinaryField(primary_key=True, serialize=False)),
                ('person_id', models.UUIDField()),
                ('school_id', models.BigIntegerField()),
            ],
            options={
                'db_table': 'roster_identity',
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('kind', models.CharField(choices=[('STUDENT', '学生'), ('STAFF', '教职工')], max_length=10)),
                ('name', models.CharField(max_length=60)),
                ('pinyin_key', models.CharField(blank=True, default='', max_length=120)),
                ('sex', models.CharField(choices=[('MALE', '男'), ('FEMALE', '女'), ('UNKNOWN', '未填')], default='UNKNOWN', max_length=10)),
                ('birth_date', models.DateField(null=True)),
                ('student_number', models.CharField(blank=True, default='', max_length=30)),
                ('class_position', models.SmallIntegerField(null=True)),
                ('group_id', models.BigIntegerField(null=True)),
                ('is_boarder', models.BooleanField(default=False)),
                ('status', models.CharField(choices=[('ACTIVE', '在校'), ('LEFT', '已离校')], default='ACTIVE', max_length=10)),
                ('identity_cipher', models.BinaryField(null=True)),
                ('identity_hash', models.BinaryField(null=True)),
                ('phone_cipher', models.BinaryField(null=True)),
                ('phone_hash', models.BinaryField(null=True)),
                ('phone_last4', models.CharField(blank=True, default='', max_length=4)),
            ],
            options={
                'indexes': [models.Index(fields=['school_id', 'group_id', 'class_position'], name='roster_person_group'), models.Index(fields=['school_id', 'pinyin_key'], name='roster_person_pinyin'), models.Index(fields=['school_id', 'identity_hash'], name='roster_person_identity')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('student_number', ''), _negated=True), fields=('school_id', 'student_number'), name='roster_person_number')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('group_kind', models.CharField(choices=[('CLASS', '班级'), ('ROOM', '宿舍'), ('DEPARTMENT', '部门')], max_length=12)),
                ('group_id', models.BigIntegerField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('person_id', models.UUIDField()),
                ('person', SchoolRef(to='roster.person')),
            ],
            options={
                'indexes': [models.Index(fields=['school_id', 'group_id', 'person_id'], name='roster_membership_group')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('school_id', 'person_id', 'group_kind'), name='roster_membership_open'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='roster_membership_period')],
            },
        ),
        migrations.CreateModel(
            name='Guardian',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('name', models.CharField(max_length=60)),
                ('relation', models.CharField(blank=True, default='', max_length=20)),
                ('phone_cipher', models.BinaryField(null=True)),
                ('phone_hash', models.BinaryField(null=True)),
                ('phone_last4', models.CharField(blank=True, default='', max_length=4)),
                ('user_id', models.BigIntegerField(null=True)),
                ('person_id', models.UUIDField()),
                ('person', SchoolRef(to='roster.person')),
            ],
            options={
                'indexes': [models.Index(fields=['school_id', 'person_id'], name='roster_guardian_person'), models.Index(fields=['school_id', 'user_id'], name='roster_guardian_user')],
            },
        ),
        AddSchoolRef('Membership', 'person'),
        AddSchoolRef('Guardian', 'person'),
    ]
