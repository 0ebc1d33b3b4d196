from django.db import migrations, models


class Migration(migrations.Migration):
    """Nobody looks for a person of a school by a number's hash, and hardly a guardian has an account."""

    dependencies = [
        ('roster', '0009_class_sizes'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='guardian', name='roster_guardian_user'),
        migrations.RemoveIndex(model_name='person', name='roster_person_identity'),
        migrations.AddIndex(
            model_name='guardian',
            index=models.Index(
                condition=models.Q(('user_id__isnull', False)), fields=['school_id', 'user_id'],
                name='roster_guardian_user',
            ),
        ),
    ]
