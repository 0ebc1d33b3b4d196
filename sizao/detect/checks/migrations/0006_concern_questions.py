from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('checks', '0005_not_back'),
    ]

    operations = [
        migrations.AlterField(
            model_name='personquestion',
            name='kind',
            field=models.CharField(choices=[('FOLLOW_UP', '昨日异常'), ('GUARDIAN_MESSAGE', '家长来信'), ('THERMAL', '校门测温'), ('CONCERN', '校医转来')], max_length=20),
        ),
    ]
