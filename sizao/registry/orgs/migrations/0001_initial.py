
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('PROVINCE', '省'), ('CITY', '市'), ('COUNTY', '县（区）'), ('SCHOOL', '学校'), ('CAMPUS', '校区'), ('GRADE', '年级'), ('CLASS', '班级'), ('DEPARTMENT', '部门')], max_length=12)),
                ('code', models.CharField(blank=True, default='', max_length=20)),
                ('name', models.CharField(max_length=80)),
                ('short_name', models.CharField(max_length=40)),
                ('pinyin_key', models.CharField(blank=True, default='', max_length=120)),
                ('stage', models.CharField(blank=True, choices=[('KINDERGARTEN', '幼儿园'), ('PRIMARY', '小学'), ('JUNIOR', '初中'), ('SENIOR', '高中'), ('SECONDARY', '完全中学'), ('NINE_YEAR', '九年一贯制学校'), ('TWELVE_YEAR', '十二年一贯制学校'), ('VOCATIONAL', '中等职业学校'), ('SPECIAL', '特殊教育学校'), ('UNIVERSITY', '高等学校')], default='', max_length=12)),
                ('authority_path', models.CharField(db_collation='C', max_length=160)),
                ('territory_path', models.CharField(db_collation='C', max_length=160)),
                ('school_id', models.BigIntegerField(null=True)),
                ('county_id', models.BigIntegerField(null=True)),
                ('city_id', models.BigIntegerField(null=True)),
                ('province_id', models.BigIntegerField(null=True)),
                ('has_boarders', models.BooleanField(default=False)),
                ('entry_year', models.SmallIntegerField(null=True)),
                ('class_number', models.SmallIntegerField(null=True)),
                ('declared_size', models.IntegerField(null=True)),
                ('phone', models.CharField(blank=True, default='', max_length=40)),
                ('position', models.IntegerField(default=0)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
                ('territory_parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['territory_path'], name='orgs_unit_territory'), models.Index(fields=['authority_path'], name='orgs_unit_authority'), models.Index(fields=['school_id', 'level'], name='orgs_unit_school'), models.Index(fields=['parent'], name='orgs_unit_parent'), models.Index(fields=['county_id', 'level'], name='orgs_unit_county')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True), models.Q(('code', ''), _negated=True)), fields=('level', 'code'), name='orgs_unit_code'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='orgs_unit_period')],
            },
        ),
        migrations.RunSQL(
            ['ALTER SEQUENCE orgs_unit_id_seq MINVALUE 10000000 START 10000000 RESTART 10000000'],
            ['ALTER SEQUENCE orgs_unit_id_seq MINVALUE 1 START 1'],
        ),
    ]
