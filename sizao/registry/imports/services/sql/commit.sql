-- name: one_at_a_time
-- Two files of one school that are written at once would each find nobody of the other.
SELECT pg_advisory_xact_lock(hashtextextended('roster import ' || %(school)s, 0))

-- name: lock
WITH locked AS (
  SELECT p.id FROM roster_person p JOIN roster_staged s ON s.school_id = p.school_id AND s.person_id = p.id
  WHERE s.school_id = %(school)s AND s.changeset_id = %(changeset)s ORDER BY p.id FOR UPDATE OF p
)
SELECT count(*) FROM locked

-- name: gone
-- Pupils ticked as leaving who have left or moved since.
SELECT count(*) FROM roster_staged s JOIN roster_person p ON p.school_id = s.school_id AND p.id = s.person_id
WHERE s.school_id = %(school)s AND s.changeset_id = %(changeset)s AND s.kind = 'LEAVING' AND s.decision = 'LEAVE'
  AND (p.status <> 'ACTIVE' OR p.group_id IS DISTINCT FROM s.from_group_id)

-- name: plan
-- What happens to people who are in the roster; new ones are planned after they were added.
INSERT INTO roster_change (school_id, id, changeset_id, person_id, row, kind, fields, from_group_id, to_group_id, closed,
  before)
SELECT school_id, id, changeset_id, person_id, row, act, fields, now_in, CASE WHEN act <> 'LEAVING' THEN group_id END,
  CASE act WHEN 'LEAVING' THEN coalesce(every, '{}') WHEN 'MOVED' THEN coalesce(of_class, '{}') ELSE '{}' END, before
FROM (
  SELECT s.*, p.group_id AS now_in, to_jsonb(p) AS before, o.every, o.of_class, CASE
      WHEN s.kind IN ('RETURNED', 'MOVED', 'CHANGED') THEN s.kind
      WHEN s.kind = 'LEAVING' AND s.decision = 'LEAVE' AND s.note = '' THEN 'LEAVING'
      WHEN s.kind = 'UNSURE' AND s.decision = 'SAME' THEN CASE
        WHEN p.status = 'LEFT' THEN 'RETURNED'
        WHEN p.group_id IS DISTINCT FROM s.group_id THEN 'MOVED'
        WHEN s.fields <> '{}' THEN 'CHANGED' END
    END AS act
  FROM roster_staged s
  JOIN roster_person p ON p.school_id = s.school_id AND p.id = s.person_id
  LEFT JOIN (SELECT person_id, array_agg(id) AS every, array_agg(id) FILTER (WHERE group_kind = 'CLASS') AS of_class
             FROM roster_membership WHERE school_id = %(school)s AND ends_on IS NULL GROUP BY person_id) o
         ON o.person_id = s.person_id
  WHERE s.school_id = %(school)s AND s.changeset_id = %(changeset)s
) t WHERE act IS NOT NULL

-- name: is_new
(s.kind = 'ADDED' OR (s.kind = 'UNSURE' AND s.decision = 'NEW'))

-- name: add_people
-- With their guardians and what an undo needs; the stamps tell later whether anyone has changed the rows since.
WITH s AS MATERIALIZED (
  SELECT * FROM roster_staged s WHERE school_id = %(school)s AND changeset_id = %(changeset)s AND @is_new
),
people AS (
  INSERT INTO roster_person (school_id, id, kind, name, pinyin_key, pinyin_initials, sex, birth_date, student_number,
    class_position, group_id, is_boarder, status, identity_cipher, identity_hash, phone_last4)
  SELECT school_id, id, 'STUDENT', name, pinyin_key, pinyin_initials, coalesce(sex, 'UNKNOWN'), birth_date,
    coalesce(student_number, ''), class_position, group_id, coalesce(is_boarder, false), 'ACTIVE', identity_cipher,
    identity_hash, ''
  FROM s
  RETURNING id, hash_record_extended(roster_person, 0) AS stamp
),
kin AS (
  INSERT INTO roster_guardian (school_id, id, person_id, name, relation, phone_cipher, phone_hash, phone_last4)
  SELECT school_id, id, id, coalesce(guardian_name, ''), coalesce(guardian_relation, ''), guardian_phone_cipher,
    guardian_phone_hash, coalesce(guardian_phone_last4, '')
  FROM s WHERE guardian_name IS NOT NULL OR guardian_phone_hash IS NOT NULL
  RETURNING id, hash_record_extended(roster_guardian, 0) AS stamp
)
INSERT INTO roster_change (school_id, id, changeset_id, person_id, row, kind, fields, to_group_id, closed, stamp,
  guardian_stamp)
SELECT s.school_id, s.id, s.changeset_id, s.id, s.row, 'ADDED', '{}', s.group_id, '{}', people.stamp, kin.stamp
FROM s JOIN people ON people.id = s.id LEFT JOIN kin ON kin.id = s.id

-- name: change_people
-- A blank cell changes nothing; a corrected pinyin stays while the name stays; a number in the old class does not move.
UPDATE roster_person p SET
  name = coalesce(nullif(s.name, ''), p.name),
  pinyin_key = CASE WHEN p.name = s.name THEN p.pinyin_key ELSE s.pinyin_key END,
  pinyin_initials = CASE WHEN p.name = s.name THEN p.pinyin_initials ELSE s.pinyin_initials END,
  sex = coalesce(s.sex, p.sex),
  birth_date = coalesce(s.birth_date, p.birth_date),
  student_number = coalesce(s.student_number, p.student_number),
  class_position = CASE WHEN c.kind = 'CHANGED' THEN coalesce(s.class_position, p.class_position)
                        ELSE s.class_position END,
  group_id = s.group_id,
  is_boarder = coalesce(s.is_boarder, p.is_boarder),
  status = 'ACTIVE',
  identity_cipher = CASE WHEN 'identity_number' = ANY(c.fields) THEN s.identity_cipher ELSE p.identity_cipher END,
  identity_hash = CASE WHEN 'identity_number' = ANY(c.fields) THEN s.identity_hash ELSE p.identity_hash END
FROM roster_change c JOIN roster_staged s ON s.school_id = c.school_id AND s.id = c.id
WHERE c.school_id = %(school)s AND c.changeset_id = %(changeset)s AND c.kind IN ('RETURNED', 'MOVED', 'CHANGED')
  AND p.school_id = %(school)s AND p.id = c.person_id

-- name: let_go
UPDATE roster_person p SET status = 'LEFT', group_id = NULL, class_position = NULL
FROM roster_change c
WHERE c.school_id = %(school)s AND c.changeset_id = %(changeset)s AND c.kind = 'LEAVING'
  AND p.school_id = %(school)s AND p.id = c.person_id

-- name: close_memberships
UPDATE roster_membership m SET ends_on = greatest(%(day)s::date, m.starts_on)
FROM (SELECT unnest(closed) AS id FROM roster_change
      WHERE school_id = %(school)s AND changeset_id = %(changeset)s) c
WHERE m.school_id = %(school)s AND m.id = c.id

-- name: open_memberships
INSERT INTO roster_membership (school_id, id, person_id, group_kind, group_id, starts_on)
SELECT school_id, id, person_id, 'CLASS', to_group_id, %(day)s FROM roster_change
WHERE school_id = %(school)s AND changeset_id = %(changeset)s AND kind IN ('RETURNED', 'MOVED')
UNION ALL
SELECT s.school_id, s.id, s.id, 'CLASS', s.group_id, %(day)s FROM roster_staged s
WHERE s.school_id = %(school)s AND s.changeset_id = %(changeset)s AND @is_new

-- name: remember_guardians
UPDATE roster_change c SET guardian_before = k.before
FROM (
  SELECT DISTINCT ON (c.id) c.id, to_jsonb(g) AS before
  FROM roster_change c
  JOIN roster_staged s ON s.school_id = c.school_id AND s.id = c.id
  JOIN roster_guardian g ON g.school_id = c.school_id AND g.person_id = c.person_id
  WHERE c.school_id = %(school)s AND c.changeset_id = %(changeset)s AND 'guardian' = ANY(c.fields)
    AND (g.name = s.guardian_name OR g.phone_hash = s.guardian_phone_hash)
  ORDER BY c.id, (g.phone_hash = s.guardian_phone_hash) DESC NULLS LAST, g.id
) k
WHERE c.school_id = %(school)s AND c.changeset_id = %(changeset)s AND c.id = k.id

-- name: change_guardians
UPDATE roster_guardian g SET
  name = coalesce(s.guardian_name, g.name),
  relation = coalesce(s.guardian_relation, g.relation),
  phone_cipher = coalesce(s.guardian_phone_cipher, g.phone_cipher),
  phone_hash = coalesce(s.guardian_phone_hash, g.phone_hash),
  phone_last4 = coalesce(s.guardian_phone_last4, g.phone_last4)
FROM roster_change c JOIN roster_staged s ON s.school_id = c.school_id AND s.id = c.id
WHERE c.school_id = %(school)s AND c.changeset_id = %(changeset)s AND c.guardian_before IS NOT NULL
  AND g.school_id = %(school)s AND g.id = (c.guardian_before ->> 'id')::uuid

-- name: add_guardians
INSERT INTO roster_guardian (school_id, id, person_id, name, relation, phone_cipher, phone_hash, phone_last4)
SELECT s.school_id, s.id, c.person_id, coalesce(s.guardian_name, ''), coalesce(s.guardian_relation, ''),
  s.guardian_phone_cipher, s.guardian_phone_hash, coalesce(s.guardian_phone_last4, '')
FROM roster_staged s JOIN roster_change c ON c.school_id = s.school_id AND c.id = s.id
WHERE s.school_id = %(school)s AND s.changeset_id = %(changeset)s AND c.kind <> 'ADDED'
  AND 'guardian' = ANY(c.fields) AND c.guardian_before IS NULL
  AND (s.guardian_name IS NOT NULL OR s.guardian_phone_hash IS NOT NULL)

-- name: remember_after
UPDATE roster_change c SET stamp = hash_record_extended(p, 0),
  guardian_stamp = CASE WHEN g.id IS NOT NULL THEN hash_record_extended(g, 0) END
FROM roster_change k
JOIN roster_person p ON p.school_id = k.school_id AND p.id = k.person_id
LEFT JOIN roster_guardian g ON g.school_id = k.school_id AND g.id = coalesce((k.guardian_before ->> 'id')::uuid, k.id)
WHERE k.school_id = %(school)s AND k.changeset_id = %(changeset)s AND k.kind <> 'ADDED'
  AND c.school_id = %(school)s AND c.changeset_id = %(changeset)s AND c.id = k.id

-- name: release_identities
DELETE FROM roster_identity i USING roster_change c
WHERE c.school_id = %(school)s AND c.changeset_id = %(changeset)s AND c.before ->> 'identity_hash' IS NOT NULL
  AND (c.kind = 'LEAVING' OR 'identity_number' = ANY(c.fields))
  AND i.identity_hash = (c.before ->> 'identity_hash')::bytea AND i.school_id = %(school)s

-- name: claim_added
-- In the order of the index, which then is written page by page. Gives how many numbers someone holds already.
WITH s AS (
  SELECT identity_hash, id, school_id FROM roster_staged
  WHERE school_id = %(school)s AND changeset_id = %(changeset)s AND kind = 'ADDED' AND identity_hash IS NOT NULL
),
claimed AS (
  INSERT INTO roster_identity (identity_hash, person_id, school_id)
  SELECT identity_hash, id, school_id FROM s ORDER BY identity_hash ON CONFLICT DO NOTHING RETURNING 1
)
SELECT (SELECT count(*) FROM s) - (SELECT count(*) FROM claimed)

-- name: taken
-- Numbers of new people that another school has claimed since the check.
SELECT count(*) FROM roster_staged s JOIN roster_identity_place i ON i.identity_hash = s.identity_hash
WHERE s.school_id = %(school)s AND s.changeset_id = %(changeset)s AND s.kind = 'ADDED' AND i.school_id <> %(school)s

-- name: claim_identities
-- Everyone else in the file, so that a number another school has let go since is taken up.
INSERT INTO roster_identity (identity_hash, person_id, school_id)
SELECT p.identity_hash, p.id, p.school_id
FROM roster_staged s LEFT JOIN roster_change c ON c.school_id = s.school_id AND c.id = s.id
JOIN roster_person p ON p.school_id = s.school_id AND p.id = coalesce(c.person_id, s.person_id)
WHERE s.school_id = %(school)s AND s.changeset_id = %(changeset)s AND s.kind <> 'ADDED' AND p.identity_hash IS NOT NULL
  AND (c.kind <> 'LEAVING' OR (c.id IS NULL AND s.kind = 'SAME'))
ON CONFLICT DO NOTHING

-- name: record
-- Under the key of the change, which grows with time: random keys would touch every page of the index.
INSERT INTO audit_entry (@audit_columns)
SELECT school_id, %(today)s, id, %(now)s, %(user)s, %(role)s, %(action)s, 'roster.person', person_id::text,
  fields, ''
FROM roster_change WHERE school_id = %(school)s AND changeset_id = %(changeset)s

-- name: to_announce
SELECT kind, person_id, from_group_id, to_group_id FROM roster_change
WHERE school_id = %(school)s AND changeset_id = %(changeset)s AND kind NOT IN ('CHANGED', %(unsaid)s) ORDER BY id

-- name: written
SELECT kind, count(*) FROM roster_change
WHERE school_id = %(school)s AND changeset_id = %(changeset)s GROUP BY kind

-- name: clear_staged
-- Rows that were refused stay for the person who mends the file.
DELETE FROM roster_staged
WHERE school_id = %(school)s AND changeset_id = %(changeset)s AND kind <> 'REFUSED'
