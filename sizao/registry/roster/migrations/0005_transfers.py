import sizao.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roster', '0004_tags'),
    ]

    operations = [
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('state', models.CharField(max_length=40)),
                ('state_since', models.DateTimeField()),
                ('state_due_at', models.DateTimeField(null=True)),
                ('escalated', models.SmallIntegerField(default=0)),
                ('from_school_id', models.BigIntegerField()),
                ('person_id', models.UUIDField()),
                ('from_group_id', models.BigIntegerField(null=True)),
                ('to_group_id', models.BigIntegerField(null=True)),
                ('moved_on', models.DateField(null=True)),
                ('asked_by', models.BigIntegerField(null=True)),
                ('asked_at', models.DateTimeField()),
                ('refusal', models.CharField(blank=True, default='', max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['school_id', '-asked_at'], name='roster_transfer_to'), models.Index(fields=['from_school_id', 'person_id'], name='roster_transfer_from')],
            },
        ),
    ]
