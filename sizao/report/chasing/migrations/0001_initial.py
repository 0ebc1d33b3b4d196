from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='MissingReason',
            fields=[
                ('school_id', models.BigIntegerField()),
                ('pk', models.CompositePrimaryKey('school_id', 'day', 'group_id', 'session', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('group_id', models.BigIntegerField()),
                ('session', models.CharField(max_length=12)),
                ('reason', models.CharField(choices=[('FORGOT', '忘了，马上报'), ('NETWORK', '网络或设备故障'), ('AWAY', '老师不在，没人代报'), ('OUTING', '外出活动'), ('NO_CLASS', '今天没上课'), ('OTHER', '其他原因')], max_length=12)),
                ('note', models.CharField(blank=True, default='', max_length=100)),
                ('given_at', models.DateTimeField()),
                ('given_by', models.BigIntegerField(null=True)),
                ('county_id', models.BigIntegerField(null=True)),
                ('city_id', models.BigIntegerField(null=True)),
                ('province_id', models.BigIntegerField(null=True)),
            ],
            options={
                'db_table': 'chasing_reason',
            },
        ),
    ]
