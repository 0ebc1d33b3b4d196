
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=40)),
                ('pinyin_key', models.CharField(blank=True, default='', max_length=120)),
                ('email', models.EmailField(blank=True, default='', max_length=254)),
                ('phone', models.CharField(blank=True, default='', max_length=20)),
                ('language', models.CharField(default='zh-hans', max_length=10)),
                ('theme', models.CharField(default='system', max_length=10)),
                ('is_active', models.BooleanField(default=True)),
                ('is_demo', models.BooleanField(default=False)),
                ('must_change_password', models.BooleanField(default=False)),
                ('failed_count', models.SmallIntegerField(default=0)),
                ('locked_until', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'accounts_user',
            },
        ),
        migrations.CreateModel(
            name='SignInFailure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('username', models.CharField(max_length=60)),
                ('address', models.GenericIPAddressField(null=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'accounts_sign_in_failure',
                'indexes': [models.Index(fields=['address', 'at'], name='accounts_failure_address'), models.Index(fields=['username', 'at'], name='accounts_failure_username')],
            },
        ),
        migrations.CreateModel(
            name='SecondFactor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('secret', models.BinaryField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('latest_step', models.BigIntegerField(default=-1)),
                ('recovery_digests', django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(), default=list, size=None)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.user')),
            ],
            options={
                'db_table': 'accounts_second_factor',
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField(max_length=32, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.user')),
            ],
            options={
                'db_table': 'accounts_token',
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField(max_length=32, unique=True)),
                ('role', models.CharField(default='', max_length=30)),
                ('device', models.CharField(blank=True, default='', max_length=120)),
                ('address', models.GenericIPAddressField(null=True)),
                ('created_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('second_factor_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.user')),
            ],
            options={
                'db_table': 'accounts_session',
                'indexes': [models.Index(fields=['user', '-seen_at'], name='accounts_session_user')],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=30)),
                ('starts_on', models.DateField()),
                ('until', models.DateField(null=True)),
                ('granted_by', models.BigIntegerField(null=True)),
                ('reason', models.CharField(blank=True, default='', max_length=200)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('delegated_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.grant')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.user')),
            ],
            options={
                'indexes': [models.Index(fields=['user'], name='accounts_grant_user'), models.Index(fields=['unit', 'role'], name='accounts_grant_unit')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('delegated_from__isnull', True), ('revoked_at__isnull', True)), fields=('user', 'unit', 'role'), name='accounts_grant_once'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('starts_on')), _connector='OR'), name='accounts_grant_period')],
            },
        ),
    ]
