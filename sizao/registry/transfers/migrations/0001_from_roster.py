import sizao.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table of transfers is where it was; only the module that names it is another."""

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('roster', '0006_without_imports'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
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
                    'db_table': 'roster_transfer',
                    'indexes': [models.Index(fields=['school_id', '-asked_at'], name='roster_transfer_to'), models.Index(fields=['from_school_id', 'person_id'], name='roster_transfer_from')],
                },
            ),
        ]),
        # The history of a closed loop is found by the name of its model, a waiting fact by the name of its module.
        migrations.RunSQL(
            ["UPDATE core_loopmove SET object_kind = 'transfers.transfer' WHERE object_kind = 'roster.transfer'"],
            ["UPDATE core_loopmove SET object_kind = 'roster.transfer' WHERE object_kind = 'transfers.transfer'"],
        ),
        migrations.RunSQL(
            ["UPDATE core_outbox SET fact = 'transfers.TransferStepped' WHERE fact = 'roster.TransferStepped'"],
            ["UPDATE core_outbox SET fact = 'roster.TransferStepped' WHERE fact = 'transfers.TransferStepped'"],
        ),
    ]
