import sizao.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Link',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('code', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=60)),
                ('contact', models.CharField(max_length=60)),
                ('post', models.CharField(max_length=60)),
                ('phone_cipher', models.BinaryField()),
                ('phone_last4', models.CharField(max_length=4)),
                ('clinic', models.CharField(max_length=60)),
                ('clinic_phone', models.CharField(max_length=20)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('set_at', models.DateTimeField()),
                ('set_by', models.BigIntegerField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('school_id',), name='communities_link_once'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='communities_link_period')],
            },
        ),
        migrations.CreateModel(
            name='Matter',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('state', models.CharField(max_length=40)),
                ('state_since', models.DateTimeField()),
                ('state_due_at', models.DateTimeField(null=True)),
                ('escalated', models.SmallIntegerField(default=0)),
                ('kind', models.CharField(choices=[('ENVIRONMENT', '环境整治'), ('SCREENING', '人员排查'), ('TRANSPORT', '隔离转运'), ('VACCINATION', '疫苗接种'), ('OTHER', '其他')], max_length=12)),
                ('text', models.CharField(max_length=300)),
                ('due_on', models.DateField()),
                ('community', models.CharField(max_length=60)),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.BigIntegerField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
                ('answered_by', models.CharField(blank=True, default='', max_length=60)),
                ('answered_on', models.DateField(null=True)),
                ('answer', models.CharField(blank=True, default='', max_length=300)),
            ],
            options={
                'indexes': [models.Index(fields=['school_id', 'state', 'due_on'], name='communities_matter_school'), models.Index(condition=models.Q(('state', 'OPEN'), ('told_at__isnull', True)), fields=['due_on'], name='communities_matter_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_on__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_on__isnull', False)), _connector='OR'), name='communities_matter_answered')],
            },
        ),
    ]
