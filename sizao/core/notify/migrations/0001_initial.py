
import sizao.core.ids
from django.db import migrations, models
from sizao.core.keyed import CreatePartitioned


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Round',
            fields=[
                ('name', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'core_notice_round',
            },
        ),
        CreatePartitioned(
            name='Delivery',
            fields=[
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('pk', models.CompositePrimaryKey('school_id', 'day', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('notice_id', models.UUIDField()),
                ('channel', models.CharField(max_length=20)),
                ('address', models.CharField(blank=True, default='', max_length=254)),
                ('is_urgent', models.BooleanField(default=False)),
                ('state', models.CharField(default='WAITING', max_length=10)),
                ('try_count', models.SmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('failure', models.CharField(blank=True, default='', max_length=300)),
            ],
            options={
                'db_table': 'core_notice_delivery',
                'indexes': [models.Index(condition=models.Q(('state', 'WAITING')), fields=['channel', 'next_try_at'], name='core_delivery_waiting')],
            },
        ),
        CreatePartitioned(
            name='Notice',
            fields=[
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('pk', models.CompositePrimaryKey('school_id', 'day', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('recipient_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=60)),
                ('dedupe', models.CharField(blank=True, default='', max_length=80)),
                ('unit_id', models.BigIntegerField()),
                ('params', models.JSONField(default=dict)),
                ('about', models.CharField(blank=True, default='', max_length=120)),
                ('url', models.CharField(blank=True, default='', max_length=200)),
                ('is_urgent', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('read_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'core_notice',
                'indexes': [models.Index(fields=['recipient_id', '-created_at'], name='core_notice_recipient'), models.Index(condition=models.Q(('read_at__isnull', True)), fields=['recipient_id'], name='core_notice_unread')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'day', 'recipient_id', 'kind', 'dedupe'), name='core_notice_once')],
            },
        ),
    ]
