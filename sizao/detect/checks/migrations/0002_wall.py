from django.db import migrations

from sizao.core.wall import SchoolWall


class Migration(migrations.Migration):

    dependencies = [
        ('checks', '0001_initial'),
    ]

    operations = [
        SchoolWall('CheckEntry'),
        SchoolWall('EntryAssessment'),
        SchoolWall('PersonQuestion'),
    ]
