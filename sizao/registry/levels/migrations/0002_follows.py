import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('levels', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='response',
            name='follows',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='levels.response'),
        ),
        migrations.AddField(
            model_name='response',
            name='holds_from',
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.UniqueConstraint(fields=('unit', 'follows'), name='levels_response_follows'),
        ),
        migrations.AlterField(
            model_name='responsechange',
            name='change',
            field=models.CharField(choices=[('ORDERED', '已启动'), ('EXTENDED', '已延长'), ('ENDED', '已提前结束'), ('CANCELLED', '已撤销'), ('EXPIRED', '已到期'), ('TAKEN_OVER', '随机构调整延续'), ('HANDED_OVER', '随机构调整转出')], max_length=12),
        ),
    ]
