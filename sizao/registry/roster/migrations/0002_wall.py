from django.db import migrations

from sizao.core.wall import SchoolWall


class Migration(migrations.Migration):

    dependencies = [
        ('roster', '0001_initial'),
    ]

    operations = [
        SchoolWall('Person'),
        SchoolWall('Membership'),
        SchoolWall('Guardian'),
        SchoolWall('IdentityLookup'),
        SchoolWall('Changeset'),
        SchoolWall('Change'),
        # Whether another school holds a number is asked through this view of the owner: no person, only the school.
        migrations.RunSQL(
            ["CREATE VIEW roster_identity_place AS SELECT identity_hash, school_id FROM roster_identity"],
            ["DROP VIEW roster_identity_place"],
        ),
    ]
