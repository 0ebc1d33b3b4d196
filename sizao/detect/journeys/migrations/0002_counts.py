"""Count below an office in the database: the numbers leave, and no school has to be opened for them."""

from django.db import migrations

# Paths end with a slash and hold digits: what lies below one stands before it with a colon, the sign after the nine.
SCHOOLS = """
  SELECT u.id, CASE office WHEN 'PROVINCE' THEN coalesce(u.city_id, u.county_id, u.id)
    WHEN 'CITY' THEN coalesce(u.county_id, u.id) ELSE u.id END AS place
  FROM journeys_collection c JOIN orgs_unit o ON o.id = c.unit_id
  JOIN orgs_unit u ON starts_with(u.territory_path, o.territory_path)
  WHERE c.id = asked AND u.level = 'SCHOOL'
    AND u.territory_path >= path COLLATE "C" AND u.territory_path < (path || ':') COLLATE "C"
    AND u.valid_from <= day AND (u.valid_to IS NULL OR u.valid_to > day)
"""
COUNTS = f"""
CREATE FUNCTION journeys_counts(asked bigint, path text, office text, day date)
RETURNS TABLE (place bigint, people bigint, at_home bigint, away bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
WITH schools AS ({SCHOOLS}),
pupils AS (
  SELECT s.place, count(*) AS n FROM schools s JOIN roster_person p ON p.school_id = s.id
  WHERE p.status = 'ACTIVE' AND p.group_id IS NOT NULL GROUP BY 1
),
posts AS (
  SELECT DISTINCT s.id, s.place, g.user_id FROM schools s JOIN orgs_unit x ON x.school_id = s.id
  JOIN accounts_grant g ON g.unit_id = x.id JOIN accounts_user a ON a.id = g.user_id
  WHERE x.level <> 'DEPARTMENT' AND g.role NOT IN ('GUARDIAN', 'INTEGRATION') AND g.revoked_at IS NULL AND a.is_active
    AND g.starts_on <= day AND (g.until IS NULL OR g.until > day)
),
staff AS (
  SELECT o.place, count(*) AS n FROM posts o WHERE NOT EXISTS (
    SELECT 1 FROM roster_person p WHERE p.school_id = o.id AND p.user_id = o.user_id AND p.status = 'ACTIVE') GROUP BY 1
),
said AS (
  SELECT s.place, count(*) FILTER (WHERE a.whereabouts = 'LOCAL') AS at_home,
    count(*) FILTER (WHERE a.whereabouts = 'AWAY') AS away
  FROM schools s JOIN journeys_answer a ON a.school_id = s.id AND a.collection_id = asked
  LEFT JOIN roster_person p ON p.school_id = a.school_id AND p.id = a.person_id
  WHERE a.person_id IS NULL OR p.status = 'ACTIVE' GROUP BY 1
)
SELECT d.place, coalesce(pupils.n, 0) + coalesce(staff.n, 0), coalesce(said.at_home, 0), coalesce(said.away, 0)
FROM (SELECT DISTINCT s.place FROM schools s) d
LEFT JOIN pupils ON pupils.place = d.place LEFT JOIN staff ON staff.place = d.place
LEFT JOIN said ON said.place = d.place ORDER BY d.place
$$
"""
AREAS = f"""
CREATE FUNCTION journeys_areas(asked bigint, path text, day date) RETURNS TABLE (area_code text, people bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
WITH schools AS ({SCHOOLS.replace("CASE office", "CASE ''")})
SELECT t.area_code::text, count(DISTINCT (t.school_id, t.answer_id)) FROM schools s
JOIN journeys_answer a ON a.school_id = s.id AND a.collection_id = asked AND a.whereabouts = 'AWAY'
JOIN journeys_stay t ON t.school_id = a.school_id AND t.answer_id = a.id
GROUP BY 1 ORDER BY 2 DESC, 1
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('journeys', '0001_initial'),
        ('accounts', '0001_initial'),
        ('orgs', '0002_named_units'),
        ('roster', '0008_person_account'),
    ]

    operations = [
        migrations.RunSQL([COUNTS], ["DROP FUNCTION journeys_counts(bigint, text, text, date)"]),
        migrations.RunSQL([AREAS], ["DROP FUNCTION journeys_areas(bigint, text, date)"]),
    ]
