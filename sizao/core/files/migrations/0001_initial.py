
import sizao.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('pk', models.CompositePrimaryKey('school_id', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.BigIntegerField()),
                ('id', models.UUIDField(default=sizao.core.ids.new_id)),
                ('unit_id', models.BigIntegerField()),
                ('purpose', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('XLSX', 'Excel表格（.xlsx）'), ('CSV', '文本表格（.csv）'), ('PDF', 'PDF'), ('PNG', 'PNG图片'), ('JPEG', 'JPEG图片')], max_length=10)),
                ('name', models.CharField(max_length=120)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.BigIntegerField()),
                ('uploaded_at', models.DateTimeField()),
                ('uploaded_by', models.BigIntegerField(null=True)),
                ('expires_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'core_file',
                'indexes': [models.Index(fields=['sha256'], name='core_file_digest'), models.Index(fields=['expires_at'], name='core_file_expiry')],
            },
        ),
    ]
