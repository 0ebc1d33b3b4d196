from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('checks', '0002_wall'),
    ]

    operations = [
        migrations.AlterField(
            model_name='entryassessment',
            name='disposition',
            field=models.CharField(blank=True, choices=[('BACK_TO_CLASS', '回班'), ('HELD', '留观'), ('SENT_HOME', '离校回家'), ('HOSPITAL', '就诊')], default='', max_length=16),
        ),
        migrations.AlterField(
            model_name='healthcheck',
            name='source',
            field=models.CharField(choices=[('WEB', '页面'), ('API', '接口'), ('IMPORT', '导入'), ('DEPUTY', '代报'), ('OFFLINE', '离线补传')], max_length=12),
        ),
    ]
