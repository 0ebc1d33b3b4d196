import sizao.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Question',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('state', models.CharField(max_length=40)),
                ('state_since', models.DateTimeField()),
                ('state_due_at', models.DateTimeField(null=True)),
                ('escalated', models.SmallIntegerField(default=0)),
                ('kind', models.CharField(choices=[('SILENCE', '一直零报告'), ('TEMPERATURE', '体温数重复'), ('SCRIPT', '每天同一秒上报'), ('BURST', '一个账号同时报多个班'), ('WEEKDAY', '异常集中在某几天'), ('REMINDED', '提醒后才报')], max_length=12)),
                ('unit_id', models.BigIntegerField()),
                ('numbers', models.JSONField()),
                ('probability', models.FloatField()),
                ('first', models.DateField()),
                ('until', models.DateField()),
                ('asked_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, default='', max_length=500)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.BigIntegerField(null=True)),
                ('county_id', models.BigIntegerField(null=True)),
                ('city_id', models.BigIntegerField(null=True)),
                ('province_id', models.BigIntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['county_id', 'asked_at'], name='quality_question_county')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['ASKED', 'ANSWERED'])), fields=('school_id', 'unit_id', 'kind'), name='quality_question_open')],
            },
        ),
    ]
