from django.db import migrations, models

# Transaction numbers start anew in another cluster; a restore sets this base so that ours go on where they were.
FUNCTION = """
CREATE FUNCTION audit_xact_base() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT 0::bigint'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_entry_at'),
    ]

    operations = [
        migrations.RunSQL([FUNCTION], reverse_sql=["DROP FUNCTION audit_xact_base()"]),
        migrations.AlterField(
            model_name='auditentry',
            name='xact',
            field=models.BigIntegerField(
                db_default=models.Func(
                    template='(pg_current_xact_id()::text::bigint + audit_xact_base())',
                    output_field=models.BigIntegerField(),
                )
            ),
        ),
    ]
