-- name: numbers_twice
-- Rows of one file that give the same number are refused, each naming another of them. Numbers that stand twice are
-- found by hashing all and looked up; sorting all of them by text costs several times as much.
UPDATE roster_staged s SET problems = s.problems || t.found
FROM (
  SELECT id, jsonb_agg(jsonb_build_object(
    'column', what, 'code', code, 'params', jsonb_build_object('row', other), 'value', value) ORDER BY code) AS found
  FROM (
    SELECT r.id, 'student_number' AS what, 'NUMBER_TWICE' AS code, r.student_number AS value,
           CASE WHEN r.row = d.first_row THEN d.last_row ELSE d.first_row END AS other
    FROM (SELECT student_number, min(row) AS first_row, max(row) AS last_row FROM roster_staged
          WHERE school_id = %(school)s AND changeset_id = %(changeset)s AND student_number IS NOT NULL
          GROUP BY student_number HAVING count(*) > 1) d
    JOIN roster_staged r ON r.student_number = d.student_number
    WHERE r.school_id = %(school)s AND r.changeset_id = %(changeset)s
    UNION ALL
    SELECT r.id, 'identity_number', 'IDENTITY_TWICE', '',
           CASE WHEN r.row = d.first_row THEN d.last_row ELSE d.first_row END
    FROM (SELECT identity_hash, min(row) AS first_row, max(row) AS last_row FROM roster_staged
          WHERE school_id = %(school)s AND changeset_id = %(changeset)s AND identity_hash IS NOT NULL
          GROUP BY identity_hash HAVING count(*) > 1) d
    JOIN roster_staged r ON r.identity_hash = d.identity_hash
    WHERE r.school_id = %(school)s AND r.changeset_id = %(changeset)s
  ) x GROUP BY id
) t
WHERE s.school_id = %(school)s AND s.changeset_id = %(changeset)s AND s.id = t.id

-- name: twins
-- Rows with the same name, class and birth date that no number tells apart.
UPDATE roster_staged s SET twin_row = t.first_row
FROM (
  SELECT r.id, r.row, r.student_number, r.identity_hash, first_value(r.row) OVER w AS first_row,
         first_value(r.student_number) OVER w AS first_number, first_value(r.identity_hash) OVER w AS first_hash
  FROM (SELECT name, group_id, birth_date FROM roster_staged
        WHERE school_id = %(school)s AND changeset_id = %(changeset)s AND name <> '' AND problems = '[]'
        GROUP BY name, group_id, birth_date HAVING count(*) > 1) d
  JOIN roster_staged r ON r.name = d.name AND r.group_id IS NOT DISTINCT FROM d.group_id
    AND r.birth_date IS NOT DISTINCT FROM d.birth_date
  WHERE r.school_id = %(school)s AND r.changeset_id = %(changeset)s AND r.problems = '[]'
  WINDOW w AS (PARTITION BY r.name, r.group_id, r.birth_date ORDER BY r.row)
) t
WHERE s.school_id = %(school)s AND s.changeset_id = %(changeset)s AND s.id = t.id AND t.row > t.first_row
  AND (t.student_number IS NULL OR t.first_number IS NULL) AND (t.identity_hash IS NULL OR t.first_hash IS NULL)

-- name: difference
-- What each row of the file would do to the roster as it is now.
WITH s AS MATERIALIZED (
  SELECT id, row, twin_row, problems <> '[]' AS is_refused, name, sex, birth_date, student_number, group_id, class_text,
    class_position, is_boarder, identity_hash, identity_tries, guardian_name, guardian_relation, guardian_phone_hash
  FROM roster_staged
  WHERE school_id = %(school)s AND changeset_id = %(changeset)s AND row IS NOT NULL
),
p AS MATERIALIZED (
  SELECT id, name, sex, birth_date, student_number, group_id, class_position, is_boarder, status, identity_hash
  FROM roster_person WHERE school_id = %(school)s AND kind = 'STUDENT'
),
numbered AS (
  SELECT s.id, p.id AS person_id FROM s JOIN p ON p.student_number = s.student_number
),
identified AS (
  SELECT DISTINCT ON (t.id) t.id, p.id AS person_id
  FROM (SELECT id, unnest(identity_hash || identity_tries) AS hash FROM s) t JOIN p ON p.identity_hash = t.hash
  ORDER BY t.id, p.status, p.id
),
matched AS MATERIALIZED (
  SELECT id, person_id, by_number, is_split, count(*) OVER (PARTITION BY person_id) AS rows_of_person
  FROM (
    SELECT coalesce(n.id, i.id) AS id, coalesce(n.person_id, i.person_id) AS person_id,
           n.person_id IS NOT NULL AS by_number, coalesce(n.person_id <> i.person_id, false) AS is_split
    FROM numbered n FULL JOIN identified i ON i.id = n.id
  ) m
),
alike AS (
  SELECT DISTINCT ON (s.id) s.id, s.row, p.id AS person_id
  FROM s JOIN p ON p.name = s.name AND p.status = 'ACTIVE'
  WHERE (p.birth_date = s.birth_date
         OR (p.group_id = s.group_id AND (p.birth_date IS NULL OR s.birth_date IS NULL)))
    AND (s.student_number IS NULL OR p.student_number = '')
    AND (s.identity_hash IS NULL OR p.identity_hash IS NULL)
    AND NOT EXISTS (SELECT 1 FROM matched m WHERE m.id = s.id)
    AND NOT EXISTS (SELECT 1 FROM matched m WHERE m.person_id = p.id)
  ORDER BY s.id, (p.group_id = s.group_id) DESC NULLS LAST, p.id
),
similar_person AS (
  SELECT DISTINCT ON (person_id) id, person_id FROM alike ORDER BY person_id, row
),
target AS MATERIALIZED (
  SELECT s.*, m.person_id AS matched_id, coalesce(m.person_id, k.person_id) AS target_id, m.by_number, m.is_split,
    m.rows_of_person, s.identity_hash IS NOT NULL AND EXISTS (
      SELECT 1 FROM roster_identity_place i
      WHERE i.identity_hash = ANY(s.identity_hash || s.identity_tries) AND i.school_id <> %(school)s) AS is_elsewhere
  FROM s LEFT JOIN matched m ON m.id = s.id LEFT JOIN similar_person k ON k.id = s.id
),
spans AS (
  SELECT person_id, max(coalesce(ends_on, starts_on)) AS latest FROM roster_membership
  WHERE school_id = %(school)s AND group_kind = 'CLASS' GROUP BY person_id
),
kin AS (
  SELECT DISTINCT ON (t.id) t.id, g.name, g.relation, g.phone_hash
  FROM target t JOIN roster_guardian g ON g.school_id = %(school)s AND g.person_id = t.target_id
  WHERE g.name = t.guardian_name OR g.phone_hash = t.guardian_phone_hash
  ORDER BY t.id, (g.phone_hash = t.guardian_phone_hash) DESC NULLS LAST, g.id
),
compared AS (
  SELECT t.id, t.matched_id, t.target_id, t.twin_row, t.is_refused, t.is_elsewhere, t.group_id, p.status,
    p.group_id AS from_group_id,
    CASE WHEN t.target_id IS NULL THEN '{}' ELSE array_remove(ARRAY[
      CASE WHEN t.name <> '' AND p.name <> t.name THEN 'name' END,
      CASE WHEN p.sex <> t.sex THEN 'sex' END,
      CASE WHEN t.birth_date IS NOT NULL AND p.birth_date IS DISTINCT FROM t.birth_date THEN 'birth_date' END,
      CASE WHEN p.student_number <> t.student_number THEN 'student_number' END,
      CASE WHEN t.class_position IS NOT NULL AND p.class_position IS DISTINCT FROM t.class_position
           THEN 'class_position' END,
      CASE WHEN p.is_boarder <> t.is_boarder THEN 'is_boarder' END,
      CASE WHEN t.identity_hash IS NOT NULL AND (p.identity_hash = ANY(t.identity_hash || t.identity_tries)) IS NOT TRUE
           THEN 'identity_number' END,
      CASE WHEN (t.guardian_name IS NOT NULL OR t.guardian_phone_hash IS NOT NULL)
            AND (g.id IS NULL OR g.name <> t.guardian_name OR g.relation <> t.guardian_relation
                 OR (t.guardian_phone_hash IS NOT NULL AND g.phone_hash IS DISTINCT FROM t.guardian_phone_hash))
           THEN 'guardian' END
    ], NULL) END::varchar[] AS fields,
    CASE
      WHEN t.is_split THEN jsonb_build_object('column', 'student_number', 'code', 'SPLIT', 'params', '{}'::jsonb,
        'value', coalesce(t.student_number, ''))
      WHEN t.rows_of_person > 1 THEN jsonb_build_object('column', 'name', 'code', 'PERSON_TWICE', 'params',
        '{}'::jsonb, 'value', t.name)
      WHEN t.by_number AND p.name <> t.name AND p.birth_date <> t.birth_date THEN jsonb_build_object('column',
        'student_number', 'code', 'NUMBER_TAKEN', 'params', '{}'::jsonb, 'value', t.student_number)
      WHEN (p.status = 'LEFT' OR p.group_id IS DISTINCT FROM t.group_id) AND %(day)s::date < l.latest
        THEN jsonb_build_object('column', 'class_group', 'code', 'TOO_EARLY', 'params',
        jsonb_build_object('day', l.latest), 'value', t.class_text)
    END AS clash
  FROM target t
  LEFT JOIN p ON p.id = t.target_id
  LEFT JOIN spans l ON l.person_id = t.target_id
  LEFT JOIN kin g ON g.id = t.id
)
SELECT id, target_id AS person_id, from_group_id, clash, fields,
  CASE
    WHEN is_refused OR clash IS NOT NULL THEN 'REFUSED'
    WHEN matched_id IS NULL AND (target_id IS NOT NULL OR twin_row IS NOT NULL OR is_elsewhere) THEN 'UNSURE'
    WHEN matched_id IS NULL THEN 'ADDED'
    WHEN is_elsewhere AND (status = 'LEFT' OR 'identity_number' = ANY(fields)) THEN 'UNSURE'
    WHEN status = 'LEFT' THEN 'RETURNED'
    WHEN from_group_id IS DISTINCT FROM group_id THEN 'MOVED'
    WHEN fields <> '{}' THEN 'CHANGED'
    ELSE 'SAME'
  END AS kind,
  CASE
    WHEN is_refused OR clash IS NOT NULL THEN ''
    WHEN matched_id IS NULL AND target_id IS NOT NULL THEN 'SIMILAR'
    WHEN matched_id IS NULL AND twin_row IS NOT NULL THEN 'TWIN'
    WHEN is_elsewhere AND (matched_id IS NULL OR status = 'LEFT' OR 'identity_number' = ANY(fields)) THEN 'ELSEWHERE'
    ELSE ''
  END AS note
FROM compared

-- name: compare
-- Rows are staged as if all were new, so that a first roster is written once and not twice.
UPDATE roster_staged s SET kind = d.kind, note = d.note, person_id = d.person_id, from_group_id = d.from_group_id,
  fields = d.fields, clash = d.clash
FROM (@difference) d
WHERE s.school_id = %(school)s AND s.changeset_id = %(changeset)s AND s.id = d.id
  AND (s.kind, s.note, s.person_id, s.from_group_id, s.fields, s.clash)
      IS DISTINCT FROM (d.kind, d.note, d.person_id, d.from_group_id, d.fields, d.clash)

-- name: compare_first
-- The same for a school without pupils: rows are refused, or in doubt by each other and by other schools alone.
UPDATE roster_staged s SET kind = CASE WHEN problems <> '[]' THEN 'REFUSED' ELSE 'UNSURE' END,
  note = CASE WHEN problems <> '[]' THEN '' WHEN twin_row IS NOT NULL THEN 'TWIN' ELSE 'ELSEWHERE' END
WHERE school_id = %(school)s AND changeset_id = %(changeset)s AND kind = 'ADDED'
  AND (problems <> '[]' OR twin_row IS NOT NULL OR (identity_hash IS NOT NULL AND EXISTS (
    SELECT 1 FROM roster_identity_place i
    WHERE i.identity_hash = ANY(s.identity_hash || s.identity_tries) AND i.school_id <> %(school)s)))

-- name: leaving
-- Pupils of the file's classes who are not in the file.
INSERT INTO roster_staged (school_id, id, changeset_id, kind, decision, note, person_id, from_group_id, fields, problems,
  name, pinyin_key, pinyin_initials, class_text, identity_tries, birth_date, student_number)
SELECT p.school_id, gen_random_uuid(), %(changeset)s, 'LEAVING', '',
  CASE WHEN l.latest > %(day)s::date THEN 'TOO_EARLY' ELSE '' END, p.id, p.group_id, '{}', '[]', p.name, p.pinyin_key,
  p.pinyin_initials, '', '{}', p.birth_date, nullif(p.student_number, '')
FROM roster_person p
LEFT JOIN (SELECT person_id, max(coalesce(ends_on, starts_on)) AS latest FROM roster_membership
           WHERE school_id = %(school)s GROUP BY person_id) l ON l.person_id = p.id
WHERE p.school_id = %(school)s AND p.kind = 'STUDENT' AND p.status = 'ACTIVE'
  AND p.group_id IN (SELECT group_id FROM roster_staged WHERE school_id = %(school)s AND changeset_id = %(changeset)s)
  AND NOT EXISTS (SELECT 1 FROM roster_staged s WHERE s.school_id = %(school)s AND s.changeset_id = %(changeset)s
                  AND s.person_id = p.id)
  AND NOT EXISTS (SELECT 1 FROM roster_staged s WHERE s.school_id = %(school)s AND s.changeset_id = %(changeset)s
                  AND s.kind = 'REFUSED' AND s.name = p.name)

-- name: counts
SELECT kind, count(*) FROM roster_staged
WHERE school_id = %(school)s AND changeset_id = %(changeset)s GROUP BY kind

-- name: roster_seen
-- One number for the roster of the school as it is: it is another one as soon as any row is. And whether it has pupils.
SELECT coalesce(bit_xor(stamp), 0), coalesce(bool_or(is_pupil), false) FROM (
  SELECT hash_record_extended(p, 0) AS stamp, kind = 'STUDENT' AS is_pupil
  FROM roster_person p WHERE school_id = %(school)s
  UNION ALL SELECT hash_record_extended(m, 1), false FROM roster_membership m WHERE school_id = %(school)s
  UNION ALL SELECT hash_record_extended(g, 2), false FROM roster_guardian g WHERE school_id = %(school)s
) t

-- name: stale
-- Rows whose outcome is no longer what was shown to the person who is about to commit.
SELECT count(*) FROM roster_staged s JOIN (@difference) d ON d.id = s.id
WHERE s.school_id = %(school)s AND s.changeset_id = %(changeset)s
  AND (s.kind, s.note, s.person_id, s.from_group_id, s.fields)
      IS DISTINCT FROM (d.kind, d.note, d.person_id, d.from_group_id, d.fields)
