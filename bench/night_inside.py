"""The part of `bench.night` that runs inside an installation, as the machine."""

import datetime as dt
import json
import resource
import sys
import time

import django

CLASSES, DAYS, SEED = 10, 60, 0.42
COUNTIES = (430_102, 430_103)
# Illnesses of a class a day; four times as many in every tenth school of late, coughs what is more than usual.
ILL_A_DAY = 0.15
# Last day's slots over the days before, and a report for most of them.
SLOTS = """
INSERT INTO checks_slot (school_id, day, group_id, session, group_kind, enrolled, boarders_only, opens_at, due_at,
  county_id, city_id, province_id, waived_reason)
SELECT school_id, day - n, group_id, session, group_kind, enrolled, boarders_only, opens_at - n * interval '1 day',
  due_at - n * interval '1 day', county_id, city_id, province_id, ''
FROM checks_slot CROSS JOIN generate_series(1, %s) n WHERE day = %s
"""
REPORTS = """
INSERT INTO checks_healthcheck (school_id, id, day, group_id, group_kind, session, version, enrolled, absent,
  absent_ill, ill, is_late, submitted_at, county_id, city_id, province_id, submitted_role, source,
  reason, digest, is_withdrawn)
SELECT school_id, gen_random_uuid(), day, group_id, group_kind, session, 1, enrolled, 0, 0, 0, false, due_at,
  county_id, city_id, province_id, 'HOMEROOM_TEACHER', 'WEB', '', ''::bytea, false
FROM checks_slot WHERE random() < 0.97
"""
ILL = """
INSERT INTO linelist_record (school_id, id, person_id, episode, origin, day, session, class_id, group_id, is_staff,
  onset_date, symptoms, groups, severe_signs, exposure, disease, disease_status, is_hospitalised, recorded_at, digest)
SELECT s.school_id, gen_random_uuid(), m.person_id, s.day - %(first)s, 'CLINIC', s.day, '', s.group_id, s.group_id,
  false, s.day, '{}', CASE WHEN s.day > %(late)s AND s.school_id %% 10 = 0 AND random() < 0.75 THEN 'Q'
    ELSE (ARRAY['F','Q','FQ','G','R'])[1 + floor(random() * 5)::int] END, '{}', '', '', '', false, s.due_at, ''::bytea
FROM (SELECT DISTINCT ON (school_id, day, group_id) * FROM checks_slot WHERE group_kind = 'CLASS') s
JOIN (SELECT DISTINCT ON (group_id) group_id, person_id FROM roster_membership ORDER BY group_id, id) m
  ON m.group_id = s.group_id
WHERE random() < CASE WHEN s.day > %(late)s AND s.school_id %% 10 = 0 THEN 4 ELSE 1 END * %(share)s
"""


def main(school_count: int) -> dict[str, object]:
    """Fill, judge twice, measure."""
    from django.db import connection

    from sizao.core import clock
    from sizao.detect.statistics import jobs, queries

    now = clock.now()
    first = now.date() - dt.timedelta(days=DAYS)
    _build(school_count, now, first)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE checks_slot, checks_healthcheck, linelist_record")
    queries.read_county(COUNTIES[0], first=first, until=now.date())
    jobs.judge_all(now - dt.timedelta(days=365))
    started, cpu = time.perf_counter(), time.process_time()
    rows, read = 0, 0.0
    for county in COUNTIES:
        found = queries.read_county(county, first=first, until=now.date())
        assert found is not None
        rows += found.rows
    read = time.perf_counter() - started
    started = time.perf_counter()
    changed = jobs.judge_night(now)
    seconds, spent = time.perf_counter() - started, time.process_time() - cpu
    again = jobs.judge_all(now)
    return {
        "rows_per_second": round(rows / seconds), "rows": rows, "night_seconds": round(seconds, 2),
        "read_seconds": round(read, 2), "cpu_seconds_with_read": round(spent, 2), "classes": school_count * CLASSES,
        "class_days_per_second": round(school_count * CLASSES * DAYS / seconds), "changed": changed,
        "changed_again": again, "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_048_576, 2),
    }  # fmt: skip


def _build(school_count: int, now: dt.datetime, first: dt.date) -> None:
    from django.db import connection

    from sizao.demo import builders
    from sizao.demo.builders import BUILDER
    from sizao.detect.checks import services as checks
    from sizao.registry.orgs import services as orgs
    from sizao.registry.roster import services as roster

    builders.ground(now=now, provinces=["43"], first=first, latest=now.date() + dt.timedelta(days=2))
    units = [
        orgs.NewUnit("SCHOOL", f"第{n}小学", COUNTIES[n % 2], stage="PRIMARY", valid_from=first)
        for n in range(school_count)
    ]
    for school in orgs.create_units(actor=BUILDER, now=now, units=units):
        wanted = [
            orgs.NewUnit("CLASS", f"{n + 1}班", school.id, declared_size=45, valid_from=first) for n in range(CLASSES)
        ]
        groups = orgs.create_units(actor=BUILDER, now=now, units=wanted)
        people = [roster.NewPerson("学生", "STUDENT", one.id, "CLASS", first, class_position=1) for one in groups]
        roster.enroll_people(actor=BUILDER, now=now, school_id=school.id, people=people)
    checks.open_slots(actor=BUILDER, now=now, day=now.date())
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [SEED])
        # The slots hold who was enrolled; here one pupil stands for a class of 45.
        cursor.execute("UPDATE checks_slot SET enrolled = 45")
        cursor.execute(SLOTS, [DAYS - 1, now.date()])
        cursor.execute(REPORTS)
        cursor.execute(ILL, {"first": first, "share": ILL_A_DAY, "late": now.date() - dt.timedelta(days=10)})


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(int(sys.argv[1]))))
