from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='unit',
            index=models.Index(condition=models.Q(('level__in', ['PROVINCE', 'CITY', 'COUNTY', 'SCHOOL'])), fields=['territory_path'], name='orgs_unit_named'),
        ),
    ]
