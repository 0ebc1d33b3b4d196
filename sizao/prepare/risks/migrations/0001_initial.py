import django.db.models.expressions
from django.db import migrations, models

import sizao.core.ids
from sizao.core.keyed import AppendOnly


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('point_id', models.UUIDField()),
                ('likelihood', models.SmallIntegerField()),
                ('impact', models.SmallIntegerField()),
                ('measure', models.CharField(max_length=300)),
                ('owner', models.CharField(max_length=20)),
                ('review_on', models.DateField()),
                ('note', models.CharField(blank=True, default='', max_length=200)),
                ('assessed_at', models.DateTimeField()),
                ('assessed_by', models.BigIntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['school_id', 'point_id', 'assessed_at'], name='risks_assessment_point')],
            },
        ),
        migrations.CreateModel(
            name='RiskPoint',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('state', models.CharField(max_length=40)),
                ('state_since', models.DateTimeField()),
                ('state_due_at', models.DateTimeField(null=True)),
                ('escalated', models.SmallIntegerField(default=0)),
                ('title', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('FOOD_WATER', '食堂和饮水'), ('DORM', '宿舍'), ('VENTILATION', '通风和拥挤'), ('GATHERING', '聚集活动'), ('VACCINATION', '免疫空白'), ('REPORTING', '检查和报告'), ('SUPPLIES', '人员和物资'), ('OUTSIDE', '校外和返校'), ('OTHER', '其他')], max_length=12)),
                ('likelihood', models.SmallIntegerField()),
                ('impact', models.SmallIntegerField()),
                ('score', models.SmallIntegerField()),
                ('measure', models.CharField(max_length=300)),
                ('owner', models.CharField(max_length=20)),
                ('review_on', models.DateField()),
                ('added_at', models.DateTimeField()),
                ('assessed_at', models.DateTimeField()),
                ('county_id', models.BigIntegerField(null=True)),
                ('city_id', models.BigIntegerField(null=True)),
                ('province_id', models.BigIntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'CLOSED'), _negated=True), fields=['county_id', '-score'], name='risks_riskpoint_county'), models.Index(condition=models.Q(('state', 'CLOSED'), _negated=True), fields=['city_id', '-score'], name='risks_riskpoint_city'), models.Index(condition=models.Q(('state', 'CLOSED'), _negated=True), fields=['province_id', '-score'], name='risks_riskpoint_province')],
                'constraints': [models.CheckConstraint(condition=models.Q(('impact__range', (1, 5)), ('likelihood__range', (1, 5)), ('score', django.db.models.expressions.CombinedExpression(models.F('likelihood'), '*', models.F('impact')))), name='risks_riskpoint_score'), models.UniqueConstraint(condition=models.Q(('state', 'CLOSED'), _negated=True), fields=('school_id', 'title'), name='risks_riskpoint_once')],
            },
        ),
        AppendOnly('Assessment'),
    ]
