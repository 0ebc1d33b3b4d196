import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0002_named_units'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnitChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('RENAME', '更名'), ('MOVE', '划转'), ('SPLIT', '拆分'), ('MERGE', '合并')], max_length=8)),
                ('part_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('name', models.CharField(blank=True, default='', max_length=80)),
                ('short_name', models.CharField(blank=True, default='', max_length=40)),
                ('code', models.CharField(blank=True, default='', max_length=20)),
                ('reason', models.CharField(max_length=200)),
                ('starts_on', models.DateField()),
                ('obstacle', models.CharField(blank=True, default='', max_length=300)),
                ('effect', models.JSONField(default=dict)),
                ('made_by', models.BigIntegerField(null=True)),
                ('made_at', models.DateTimeField()),
                ('applied_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by', models.BigIntegerField(null=True)),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
            ],
        ),
        migrations.CreateModel(
            name='PastUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('short_name', models.CharField(max_length=40)),
                ('code', models.CharField(blank=True, default='', max_length=20)),
                ('authority_path', models.CharField(db_collation='C', max_length=160)),
                ('territory_path', models.CharField(db_collation='C', max_length=160)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='changes.unitchange')),
            ],
        ),
        migrations.AddIndex(
            model_name='unitchange',
            index=models.Index(condition=models.Q(('applied_at__isnull', True), ('withdrawn_at__isnull', True)), fields=['starts_on'], name='changes_unitchange_planned'),
        ),
        migrations.AddIndex(
            model_name='unitchange',
            index=models.Index(fields=['unit', '-starts_on'], name='changes_unitchange_unit'),
        ),
        migrations.AddConstraint(
            model_name='pastunit',
            constraint=models.UniqueConstraint(fields=('unit', 'valid_to'), name='changes_pastunit_day'),
        ),
        migrations.AddConstraint(
            model_name='pastunit',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gt', models.F('valid_from'))), name='changes_pastunit_period'),
        ),
    ]
