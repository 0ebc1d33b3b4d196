"""Count the pupils of classes behind the wall: offices read how many they are before they order something."""

from django.db import migrations

# Paths end with a slash and hold digits: what lies below one stands before it with a colon, the sign after the nine.
SIZES = """
CREATE FUNCTION roster_class_sizes(under text, day date)
RETURNS TABLE (school_id bigint, group_id bigint, people bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.school_id, m.group_id, count(*)
  FROM orgs_unit u JOIN roster_membership m ON m.school_id = u.school_id AND m.group_id = u.id
  WHERE u.level = 'CLASS' AND m.group_kind = 'CLASS'
    AND u.territory_path >= under COLLATE "C" AND u.territory_path < (under || ':') COLLATE "C"
    AND m.starts_on <= day AND (m.ends_on IS NULL OR m.ends_on > day)
  GROUP BY 1, 2
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('roster', '0008_person_account'),
        ('orgs', '0002_named_units'),
    ]

    operations = [
        migrations.RunSQL([SIZES], ["DROP FUNCTION roster_class_sizes(text, date)"]),
    ]
