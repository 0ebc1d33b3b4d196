-- name: touched_since
-- Who was changed by someone else after the import, and in what.
SELECT c.row, coalesce(p.name, c.before ->> 'name', ''), CASE
    WHEN p.id IS NULL THEN 'GONE'
    WHEN hash_record_extended(p, 0) IS DISTINCT FROM c.stamp THEN 'PERSON'
    WHEN c.kind IN ('ADDED', 'RETURNED', 'MOVED') AND m.id IS NULL THEN 'PLACE'
    WHEN c.guardian_stamp IS DISTINCT FROM @guardian_now THEN 'GUARDIAN'
  END AS what
FROM roster_change c
LEFT JOIN roster_person p ON p.school_id = c.school_id AND p.id = c.person_id
LEFT JOIN roster_membership m ON m.school_id = c.school_id AND m.id = c.id AND m.ends_on IS NULL
LEFT JOIN roster_guardian g ON g.school_id = c.school_id AND g.id = coalesce((c.guardian_before ->> 'id')::uuid, c.id)
WHERE c.school_id = %(school)s AND c.changeset_id = %(changeset)s AND (
    p.id IS NULL OR hash_record_extended(p, 0) IS DISTINCT FROM c.stamp
    OR (c.kind IN ('ADDED', 'RETURNED', 'MOVED') AND m.id IS NULL)
    OR c.guardian_stamp IS DISTINCT FROM @guardian_now)
ORDER BY c.row NULLS LAST LIMIT %(most)s

-- name: guardian_now
CASE WHEN g.id IS NOT NULL THEN hash_record_extended(g, 0) END

-- name: record
INSERT INTO audit_entry (@audit_columns)
SELECT school_id, %(today)s, gen_random_uuid(), %(now)s, %(user)s, %(role)s, %(action)s, 'roster.person', person_id::text,
  fields, ''
FROM roster_change WHERE school_id = %(school)s AND changeset_id = %(changeset)s

-- name: drop_guardians
DELETE FROM roster_guardian g USING roster_change c
WHERE c.school_id = %(school)s AND c.changeset_id = %(changeset)s AND c.guardian_before IS NULL
  AND c.guardian_stamp IS NOT NULL AND g.school_id = %(school)s AND g.id = c.id

-- name: restore_guardians
-- Joined on the id inside the document: joined on b.id, every guardian would meet every document.
UPDATE roster_guardian g SET name = b.name, relation = b.relation, phone_cipher = b.phone_cipher,
  phone_hash = b.phone_hash, phone_last4 = b.phone_last4
FROM roster_change c, jsonb_populate_record(NULL::roster_guardian, c.guardian_before) b
WHERE c.school_id = %(school)s AND c.changeset_id = %(changeset)s AND c.guardian_before IS NOT NULL
  AND g.school_id = %(school)s AND g.id = (c.guardian_before ->> 'id')::uuid

-- name: drop_memberships
DELETE FROM roster_membership m USING roster_change c
WHERE c.school_id = %(school)s AND c.changeset_id = %(changeset)s AND m.school_id = %(school)s AND m.id = c.id

-- name: reopen_memberships
UPDATE roster_membership m SET ends_on = NULL
FROM (SELECT unnest(closed) AS id FROM roster_change
      WHERE school_id = %(school)s AND changeset_id = %(changeset)s) c
WHERE m.school_id = %(school)s AND m.id = c.id

-- name: release_identities
DELETE FROM roster_identity i USING roster_change c, roster_person p
WHERE c.school_id = %(school)s AND c.changeset_id = %(changeset)s AND p.school_id = %(school)s AND p.id = c.person_id
  AND (c.kind IN ('ADDED', 'RETURNED') OR 'identity_number' = ANY(c.fields))
  AND i.identity_hash = p.identity_hash AND i.school_id = %(school)s AND i.person_id = c.person_id

-- name: drop_people
DELETE FROM roster_person p USING roster_change c
WHERE c.school_id = %(school)s AND c.changeset_id = %(changeset)s AND c.kind = 'ADDED' AND p.school_id = %(school)s
  AND p.id = c.person_id

-- name: restore_people
UPDATE roster_person p SET name = b.name, pinyin_key = b.pinyin_key, pinyin_initials = b.pinyin_initials, sex = b.sex,
  birth_date = b.birth_date, student_number = b.student_number, class_position = b.class_position,
  group_id = b.group_id, is_boarder = b.is_boarder, status = b.status, identity_cipher = b.identity_cipher,
  identity_hash = b.identity_hash
FROM roster_change c, jsonb_populate_record(NULL::roster_person, c.before) b
WHERE c.school_id = %(school)s AND c.changeset_id = %(changeset)s AND c.before IS NOT NULL AND p.school_id = %(school)s
  AND p.id = c.person_id

-- name: claim_identities
INSERT INTO roster_identity (identity_hash, person_id, school_id)
SELECT p.identity_hash, p.id, p.school_id
FROM roster_change c JOIN roster_person p ON p.school_id = c.school_id AND p.id = c.person_id
WHERE c.school_id = %(school)s AND c.changeset_id = %(changeset)s AND p.identity_hash IS NOT NULL AND p.status = 'ACTIVE'
ON CONFLICT DO NOTHING

-- name: forget
DELETE FROM roster_change WHERE school_id = %(school)s AND changeset_id = %(changeset)s
