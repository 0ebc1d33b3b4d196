"""A whole province for load: every county's schools and classes with sizes, by COPY; people live in one county only.

The only place where demo rows do not go through a service; the fold is run over them as over any others.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterator

from django.db import connection, transaction

from sizao.demo.plans import COUNTY, PROVINCE

SCHOOLS, CLASSES = 20_000, 600_000
COLUMNS = (
    "id", "level", "code", "name", "short_name", "pinyin_key", "stage", "parent_id", "territory_parent_id",
    "authority_path", "territory_path", "school_id", "county_id", "city_id", "province_id", "has_boarders",
    "declared_size", "phone", "position", "valid_from",
)  # fmt: skip
Say = Callable[[str], None]

# Reports of classes without people: all present, on time; the same columns that the submit path writes.
REPORTS = """
WITH slot AS (
  SELECT s.* FROM checks_slot s WHERE s.day = %(day)s AND s.session = %(session)s
    AND NOT EXISTS (SELECT 1 FROM checks_healthcheck h WHERE h.school_id = s.school_id AND h.day = s.day
                    AND h.group_id = s.group_id AND h.session = s.session)
    AND ('x' || substr(md5(s.group_id::text || s.session || s.day::text), 1, 8))::bit(32)::bigint
        < %(share)s * 4294967296
),
written AS (
  INSERT INTO checks_healthcheck (school_id, day, id, group_id, group_kind, session, version, enrolled, absent,
    absent_ill, ill, is_late, submitted_at, submitted_by, submitted_role, source, reason, digest, is_withdrawn,
    county_id, city_id, province_id)
  SELECT school_id, day, gen_random_uuid(), group_id, group_kind, session, 1, enrolled, 0, 0, 0, false, %(now)s, NULL,
    'demo province', 'IMPORT', '', sha256(group_id::text::bytea), false, county_id, city_id, province_id FROM slot
  RETURNING school_id, session, enrolled, county_id, city_id, province_id
)
INSERT INTO checks_delta (school_id, id, day, session, county_id, city_id, province_id, expected, waived, reported,
  zero, late, enrolled, absent, absent_ill, ill)
SELECT school_id, gen_random_uuid(), %(day)s, session, min(county_id), min(city_id), min(province_id), 0, 0, count(*),
  count(*), 0, sum(enrolled), 0, 0, 0 FROM written GROUP BY school_id, session
"""


def copy_units(*, now: dt.datetime, seed: int, schools: int = SCHOOLS, classes: int = CLASSES, say: Say) -> None:
    """Copy schools and classes into every county but the one whose people are real demo people."""
    rng = random.Random(seed)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, city_id, territory_path FROM orgs_unit WHERE level = 'COUNTY' AND province_id = %s AND id <> %s"
            " ORDER BY id",
            [PROVINCE, COUNTY],
        )
        counties = cursor.fetchall()
        cursor.execute(
            "SELECT min(taken) FROM (SELECT nextval('orgs_unit_id_seq') AS taken FROM generate_series(1, %s)) t",
            [schools + classes],
        )
        (first,) = cursor.fetchone()
        with cursor.copy(f"COPY orgs_unit ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in _rows(counties, first, schools, classes, now.date() - dt.timedelta(days=90), rng):
                copy.write_row(row)
    say(f"演示：{schools}所学校，{classes}个班")


def _rows(
    counties: list[tuple], first: int, schools: int, classes: int, since: dt.date, rng: random.Random
) -> Iterator[tuple]:
    """Write each school before its classes; classes are dealt out evenly, sizes drawn around 44."""
    unit_id = first
    for number in range(schools):
        county, city, path = counties[number % len(counties)]
        school = unit_id
        unit_id += 1
        where = f"{path}{school}/"
        name = f"第{number + 1}学校"
        yield (
            school, "SCHOOL", f"{3143_000_000 + number}", name, name, "", "PRIMARY", county, county, where, where,
            school, county, city, PROVINCE, False, None, "", number, since,
        )  # fmt: skip
        own = classes // schools + (number < classes % schools)
        for index in range(1, own + 1):
            group = unit_id
            unit_id += 1
            below = f"{where}{group}/"
            yield (
                group, "CLASS", "", f"{index}班", f"{index}班", "", "PRIMARY", school, school, below, below, school,
                county, city, PROVINCE, False, rng.randint(36, 52), "", index, since,
            )  # fmt: skip


def copy_reports(*, day: dt.date, session: str, share: float, now: dt.datetime) -> int:
    """Let a share of the open slots report all present, in one statement; the fold must follow.

    returns: number of delta rows.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(REPORTS, {"day": day, "session": session, "share": share, "now": now})
        return cursor.rowcount
