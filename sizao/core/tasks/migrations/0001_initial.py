
import sizao.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Task',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('state', models.CharField(max_length=40)),
                ('state_since', models.DateTimeField()),
                ('state_due_at', models.DateTimeField(null=True)),
                ('escalated', models.SmallIntegerField(default=0)),
                ('kind', models.CharField(max_length=60)),
                ('unit_id', models.BigIntegerField()),
                ('about_id', models.CharField(max_length=80)),
                ('params', models.JSONField(default=dict)),
                ('opened_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'core_task',
                'indexes': [models.Index(condition=models.Q(('state__in', ('OPEN', 'DONE'))), fields=['school_id', 'unit_id', 'kind'], name='core_task_open'), models.Index(condition=models.Q(('state__in', ('OPEN', 'DONE'))), fields=['state_due_at'], name='core_task_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('OPEN', 'DONE'))), fields=('school_id', 'kind', 'about_id'), name='core_task_open_once')],
            },
        ),
    ]
