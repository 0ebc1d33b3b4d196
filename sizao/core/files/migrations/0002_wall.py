from django.db import migrations

from sizao.core.wall import SchoolWall


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0001_initial'),
    ]

    operations = [
        SchoolWall('StoredFile'),
        # Bytes may be several schools': whether anyone still names them is asked through this view of the owner.
        migrations.RunSQL(
            ["CREATE VIEW core_file_named AS SELECT DISTINCT sha256 FROM core_file"],
            ["DROP VIEW core_file_named"],
        ),
    ]
