import sizao.core.ids
from django.db import migrations, models
from sizao.core.keyed import CreatePartitioned


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        CreatePartitioned(
            name='Post',
            fields=[
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('pk', models.CompositePrimaryKey('school_id', 'day', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('robot_id', models.UUIDField()),
                ('kind', models.CharField(max_length=60)),
                ('dedupe', models.CharField(blank=True, default='', max_length=80)),
                ('params', models.JSONField(default=dict)),
                ('url', models.CharField(blank=True, default='', max_length=200)),
                ('is_urgent', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('WAITING', '待发'), ('SENT', '已发'), ('DROPPED', '过时不发'), ('GIVEN_UP', '没发出')], default='WAITING', max_length=10)),
                ('not_before', models.DateTimeField()),
                ('unsure', models.SmallIntegerField(default=0)),
                ('sent_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'core_robot_post',
                'indexes': [models.Index(condition=models.Q(('state', 'WAITING')), fields=['robot_id', 'not_before'], name='core_robot_post_waiting')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'day', 'robot_id', 'kind', 'dedupe'), name='core_robot_post_once')],
            },
        ),
        migrations.CreateModel(
            name='Robot',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('unit_id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('WECOM', '企业微信群机器人'), ('DINGTALK', '钉钉群机器人'), ('WEBHOOK', '本单位网关')], max_length=10)),
                ('title', models.CharField(max_length=40)),
                ('takes', models.CharField(choices=[('REPORTS', '只要催报和提醒'), ('ALL', '本单位的全部通知')], default='REPORTS', max_length=10)),
                ('host', models.CharField(max_length=120)),
                ('address_end', models.CharField(max_length=4)),
                ('address_cipher', models.BinaryField()),
                ('secret_cipher', models.BinaryField()),
                ('is_on', models.BooleanField(default=True)),
                ('set_at', models.DateTimeField()),
                ('set_by', models.BigIntegerField(null=True)),
                ('failures', models.SmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(null=True)),
                ('window_from', models.DateTimeField(null=True)),
                ('window_count', models.SmallIntegerField(default=0)),
                ('latest_at', models.DateTimeField(null=True)),
                ('latest_failure', models.CharField(blank=True, default='', max_length=200)),
            ],
            options={
                'db_table': 'core_robot',
                'indexes': [models.Index(condition=models.Q(('is_on', True)), fields=['unit_id'], name='core_robot_unit')],
            },
        ),
    ]
