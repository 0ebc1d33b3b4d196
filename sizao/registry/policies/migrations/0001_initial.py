
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
            name='NationalDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('name', models.CharField(blank=True, default='', max_length=40)),
                ('source', models.CharField(default='', max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('kind', models.CharField(max_length=12)),
                ('reason', models.CharField(blank=True, default='', max_length=200)),
                ('set_by', models.BigIntegerField(null=True)),
                ('set_at', models.DateTimeField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('unit', 'day'), name='policies_day_once')],
            },
        ),
        migrations.CreateModel(
            name='PolicyValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60)),
                ('value', models.JSONField()),
                ('starts_on', models.DateField()),
                ('until', models.DateField(null=True)),
                ('reason', models.CharField(blank=True, default='', max_length=200)),
                ('set_by', models.BigIntegerField(null=True)),
                ('set_at', models.DateTimeField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['key', 'unit'], name='policies_value_key')],
                'constraints': [models.UniqueConstraint(fields=('unit', 'key', 'starts_on'), name='policies_value_once'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('starts_on')), _connector='OR'), name='policies_value_period')],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='policies_term_period'), models.UniqueConstraint(fields=('unit', 'starts_on'), name='policies_term_once')],
            },
        ),
    ]
