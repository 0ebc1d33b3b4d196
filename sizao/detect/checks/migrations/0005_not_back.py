from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('checks', '0004_question_kinds'),
    ]

    operations = [
        migrations.AlterField(
            model_name='checkentry',
            name='absence_reason',
            field=models.CharField(blank=True, choices=[('ILLNESS', '病假'), ('INJURY', '伤'), ('PRIVATE', '事假'), ('OTHER', '其他'), ('PENDING', '待查'), ('NOT_BACK', '未归')], default='', max_length=10),
        ),
    ]
