
import django.contrib.postgres.fields
import sizao.core.ids
from django.db import migrations, models
from sizao.core.keyed import AppendOnly, CreatePartitioned


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('digest', models.CharField(max_length=64)),
                ('sealed_at', models.DateTimeField()),
                ('xact_from', models.BigIntegerField()),
                ('xact_to', models.BigIntegerField()),
                ('earliest_day', models.DateField(null=True)),
                ('latest_day', models.DateField(null=True)),
                ('entry_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('entry_digests', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), size=None)),
            ],
            options={
                'db_table': 'audit_seal',
            },
        ),
        CreatePartitioned(
            name='AuditEntry',
            fields=[
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('pk', models.CompositePrimaryKey('school_id', 'day', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('at', models.DateTimeField()),
                ('user_id', models.BigIntegerField(null=True)),
                ('role', models.CharField(max_length=40)),
                ('action', models.CharField(max_length=80)),
                ('object_kind', models.CharField(max_length=60)),
                ('object_id', models.CharField(max_length=60)),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('purpose', models.CharField(default='', max_length=200)),
                ('xact', models.BigIntegerField(db_default=models.Func(output_field=models.BigIntegerField(), template='(pg_current_xact_id()::text::bigint)'))),
            ],
            options={
                'db_table': 'audit_entry',
                'indexes': [models.Index(fields=['xact'], name='audit_entry_xact'), models.Index(fields=['school_id', 'object_id'], name='audit_entry_object')],
            },
        ),
        AppendOnly('AuditEntry'),
        AppendOnly('AuditSeal'),
    ]
