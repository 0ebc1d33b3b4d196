"""Who left long ago is forgotten: guardians, memberships, then the person, once nothing kept refers to them."""

from sizao.core.retention import Kept

POLICY, PERSON = "retention.leavers_days", "roster.Person"
# The day someone left; null while they are here or a membership is open.
LEFT_ON = """(
  SELECT CASE WHEN bool_and(m.ends_on IS NOT NULL) THEN max(m.ends_on) END
  FROM roster_person p JOIN roster_membership m ON m.school_id = p.school_id AND m.person_id = p.id
  WHERE p.school_id = t.school_id AND p.id = t.{column} AND p.status = 'LEFT')"""

GONE = "NOT EXISTS (SELECT FROM roster_membership m WHERE m.school_id = t.school_id AND m.person_id = t.id)"
# Who left without a trace of when has no membership any more: a run was stopped before it came to the person.
PERSON_LEFT_ON = f"CASE WHEN t.status = 'LEFT' AND {GONE} THEN '-infinity'::date ELSE {LEFT_ON.format(column='id')} END"

# Memberships tell when someone left, so they go after the guardians and before the person.
KEPT = (
    *(
        Kept(model, title, POLICY, day=LEFT_ON.format(column="person_id"), part_of=PERSON, by="person_id")
        for model, title in (("roster.Guardian", "离校学生的监护人"), ("roster.Membership", "离校人员的班级记录"))
    ),
    Kept(PERSON, "离校人员", POLICY, day=PERSON_LEFT_ON, part_of=PERSON, by="id"),
)
