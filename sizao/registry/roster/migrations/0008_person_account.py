from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('roster', '0007_without_tags_and_transfers'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='user_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(condition=models.Q(('user_id__isnull', False)), fields=('school_id', 'user_id'), name='roster_person_account'),
        ),
    ]
