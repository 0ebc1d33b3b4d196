"""Kinds of school (学校类型) by stage, boarding and size, so that a rule may hold for some of them only."""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from sizao.core.choices import Choices
from sizao.registry.orgs.rules import Stage


class Size(Choices):
    """How many pupils a school says it has; the limits are ours. source: PROJECT"""

    SMALL = "S", "500人以下"
    MEDIUM = "M", "500到2000人"
    LARGE = "L", "2000人以上"


class Boarding(Choices):
    """Whether pupils live at the school."""

    BOARDING = "B", "有住宿生"
    DAY = "D", "没有住宿生"


MEDIUM_FROM, LARGE_ABOVE = 500, 2000
# A school that says nothing of its size belongs to every size: what is meant for some must not pass it by.
UNKNOWN_SIZE = "U"

# The kind of the school `s` as text, the same as `kinds_of` lists: PRIMARY.B.M.
KIND_SQL = f"""(s.stage || CASE WHEN s.has_boarders THEN '.B.' ELSE '.D.' END || CASE
  WHEN s.declared_size IS NULL THEN '{UNKNOWN_SIZE}' WHEN s.declared_size < {MEDIUM_FROM} THEN 'S'
  WHEN s.declared_size <= {LARGE_ABOVE} THEN 'M' ELSE 'L' END)"""


def kinds_of(
    *, stages: Iterable[str] = (), boarding: Iterable[str] = (), sizes: Iterable[str] = ()
) -> frozenset[str] | None:
    """List the kinds of school that a choice means; what is left empty means any. None when all is left empty."""
    wanted = (list(stages), list(boarding), list(sizes))
    if not any(wanted):
        return None
    stages_meant, boarding_meant = wanted[0] or Stage.values(), wanted[1] or Boarding.values()
    sizes_meant = [*(wanted[2] or Size.values()), UNKNOWN_SIZE]
    return frozenset(map(".".join, itertools.product(stages_meant, boarding_meant, sizes_meant)))


def kind_of(unit_id: int) -> str:
    """Give the kind of the school that a unit is or belongs to, empty for offices."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {KIND_SQL} FROM orgs_unit u JOIN orgs_unit s ON s.id = u.school_id WHERE u.id = %s", [unit_id]
        )
        row = cursor.fetchone()
    return row[0] if row else ""


def stage_choices() -> list[tuple[str, str]]:
    """List the stages of schools with their Chinese labels."""
    return Stage.pairs()


# Classes by the longest path above them, and there by the kinds it is for. Pupils only when asked: they are many.
CLASSES = f"""
WITH plan AS MATERIALIZED (
  SELECT * FROM unnest(%(paths)s::text[], %(kinds)s::text[]) WITH ORDINALITY AS p(path, kinds, place)
),
grp AS MATERIALIZED (
  SELECT u.id, u.school_id, u.declared_size, p.place, s.stage = 'KINDERGARTEN' AS is_kindergarten, s.has_boarders
  FROM orgs_unit u JOIN orgs_unit s ON s.id = u.school_id CROSS JOIN LATERAL (
    SELECT place FROM plan WHERE starts_with(u.territory_path, plan.path)
      AND (plan.kinds = '' OR position(' ' || {KIND_SQL} || ' ' IN plan.kinds) > 0)
    ORDER BY length(plan.path) DESC, plan.kinds <> '' DESC LIMIT 1) p
  WHERE u.level = 'CLASS' AND u.valid_from <= %(day)s AND (u.valid_to IS NULL OR u.valid_to > %(day)s)
    AND u.territory_path LIKE %(under)s
),
size AS MATERIALIZED (
  SELECT * FROM roster_class_sizes(%(root)s, %(day)s) WHERE %(with_pupils)s
)
SELECT g.place - 1, g.is_kindergarten, g.has_boarders, count(DISTINCT g.school_id), count(*),
  coalesce(sum(coalesce(z.people, g.declared_size, 0)), 0)
FROM grp g LEFT JOIN size z ON z.school_id = g.school_id AND z.group_id = g.id GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class ClassCount:
    """Schools of one sort under one of the paths given: how many, with how many classes and pupils."""

    place: int
    is_kindergarten: bool
    has_boarders: bool
    schools: int
    classes: int
    pupils: int


def kinds_text(kinds: Iterable[str]) -> str:
    """Write kinds between blanks, as statements look for one in them; empty for no particular kind."""
    return f" {' '.join(sorted(kinds))} " if kinds else ""


def count_classes(
    paths: Sequence[tuple[str, frozenset[str]]], *, under: str, day: dt.date, with_pupils: bool
) -> list[ClassCount]:
    """Count the classes under a territory path, each at the place of its longest path, kinds before no kinds."""
    values = {
        "paths": [path for path, _ in paths], "kinds": [kinds_text(kinds) for _, kinds in paths], "day": day,
        "root": under, "under": f"{under}%", "with_pupils": with_pupils,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(CLASSES, values)
        return [ClassCount(*row) for row in cursor.fetchall()]
