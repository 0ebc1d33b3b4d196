import django.contrib.postgres.fields
import sizao.core.ids
import sizao.core.keyed
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table of tags is where it was; only the module that names it is another."""

    initial = True

    dependencies = [
        ('roster', '0006_without_imports'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='Tag',
                fields=[
                    ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                    ('school_id', models.BigIntegerField()),
                    ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                    ('reason', models.CharField(choices=[('RETURNEE', '外出返回'), ('CONTACT', '接触者'), ('RECOVERED', '病愈返校'), ('CANTEEN', '食堂从业人员'), ('CHRONIC', '慢性病'), ('UNVACCINATED', '未种'), ('OTHER', '其他')], max_length=16)),
                    ('measures', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), default=list, size=None)),
                    ('note', models.CharField(blank=True, default='', max_length=100)),
                    ('starts_on', models.DateField()),
                    ('expires_on', models.DateField()),
                    ('set_by', models.BigIntegerField(null=True)),
                    ('set_at', models.DateTimeField()),
                    ('lifted_at', models.DateTimeField(null=True)),
                    ('lifted_by', models.BigIntegerField(null=True)),
                    ('lifted_reason', models.CharField(blank=True, default='', max_length=100)),
                    ('person_id', models.UUIDField()),
                    ('person', sizao.core.keyed.SchoolRef(to='roster.person')),
                ],
                options={
                    'db_table': 'roster_tag',
                    'indexes': [models.Index(condition=models.Q(('lifted_at__isnull', True)), fields=['school_id', 'expires_on'], name='roster_tag_open')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('school_id', 'person_id', 'reason'), name='roster_tag_once'), models.CheckConstraint(condition=models.Q(('expires_on__gt', models.F('starts_on'))), name='roster_tag_period')],
                },
            ),
        ]),
    ]
