
import sizao.core.ids
from django.db import migrations, models
from sizao.core.keyed import AppendOnly, CreatePartitioned, separate_app_role


DEFAULTS = (
    ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
    ("USAGE, SELECT", "SEQUENCES"),
)


def open_to_application(apps, schema_editor):
    """Give the application rights on rows, never on structure, for all tables there are and will be."""
    role = separate_app_role(schema_editor.connection)
    if role is None:
        return
    name = schema_editor.quote_name(role)
    for rights, kind in DEFAULTS:
        schema_editor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON {kind} TO {name}")
        schema_editor.execute(f"GRANT {rights} ON ALL {kind} IN SCHEMA public TO {name}")


def close_to_application(apps, schema_editor):
    """Take the rights back."""
    role = separate_app_role(schema_editor.connection)
    if role is None:
        return
    name = schema_editor.quote_name(role)
    for rights, kind in DEFAULTS:
        schema_editor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE {rights} ON {kind} FROM {name}")
        schema_editor.execute(f"REVOKE {rights} ON ALL {kind} IN SCHEMA public FROM {name}")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.RunPython(open_to_application, close_to_application),
        migrations.CreateModel(
            name='LoopMove',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('object_kind', models.CharField(max_length=60)),
                ('object_id', models.UUIDField()),
                ('move', models.CharField(max_length=40)),
                ('from_state', models.CharField(max_length=40)),
                ('to_state', models.CharField(max_length=40)),
                ('moved_at', models.DateTimeField()),
                ('moved_by', models.BigIntegerField(null=True)),
                ('moved_role', models.CharField(max_length=40)),
                ('reason', models.TextField(default='')),
                ('proof', models.CharField(default='', max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['school_id', 'object_id'], name='core_loopmove_object')],
            },
        ),
        CreatePartitioned(
            name='OutboxFact',
            fields=[
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('pk', models.CompositePrimaryKey('school_id', 'day', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('fact', models.CharField(max_length=80)),
                ('payload', models.JSONField()),
                ('announced_at', models.DateTimeField()),
                ('next_try_at', models.DateTimeField()),
                ('delivered_at', models.DateTimeField(null=True)),
                ('try_count', models.SmallIntegerField(default=0)),
                ('failure', models.TextField(default='')),
            ],
            options={
                'db_table': 'core_outbox',
                'indexes': [models.Index(condition=models.Q(('delivered_at__isnull', True)), fields=['next_try_at'], name='core_outbox_waiting')],
            },
        ),
        AppendOnly('LoopMove'),
    ]
