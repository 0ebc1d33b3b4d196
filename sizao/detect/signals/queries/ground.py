"""What the engine goes on from: schools as values, the rules in force there, signals so far; for the machine."""

import datetime as dt
import functools
from collections.abc import Collection

from django.db import connection

from sizao.detect.linelist import queries as linelist
from sizao.detect.signals.models import Memory
from sizao.epi import packs, thresholds

# Stages of schools with several sections count as the section the rules name first. source: PROJECT
KINDS = {
    "KINDERGARTEN": "kindergarten",
    "PRIMARY": "primary",
    "JUNIOR": "junior",
    "SENIOR": "senior",
    "SECONDARY": "senior",
    "NINE_YEAR": "primary",
    "TWELVE_YEAR": "primary",
    "VOCATIONAL": "vocational",
    "SPECIAL": "primary",
    "UNIVERSITY": "university",
}
SCHOOLS = "SELECT id, stage FROM orgs_unit WHERE id = ANY(%s) AND level = 'SCHOOL'"


def list_school_values(schools: Collection[int]) -> dict[int, thresholds.School]:
    """Give schools as the engine takes them, with the sizes of their classes. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(SCHOOLS, [list(schools)])
        stages = dict(cursor.fetchall())
    sizes: dict[int, dict[str, int | None]] = {}
    for (school_id, class_id), count in linelist.count_pupils_by_class(stages).items():
        sizes.setdefault(school_id, {})[str(class_id)] = count
    return {
        school_id: thresholds.School(str(school_id), KINDS.get(stage, "primary"), sizes.get(school_id, {}))
        for school_id, stage in stages.items()
    }


def recall(schools: Collection[int], *, since: dt.datetime) -> dict[int, list[thresholds.Signal]]:
    """Give the signals of schools in the order of their firing, as the engine left them."""
    found: dict[int, list[thresholds.Signal]] = {}
    rows = Memory.objects.whole_tree(reason="the machine judges all schools").filter(
        school_id__in=list(schools), detected_at__gte=since
    )
    for row in rows.order_by("detected_at", "place", "id"):
        found.setdefault(row.school_id, []).append(row.signal)
    return found


def find_rule(rule_id: str) -> thresholds.Rule | None:
    """Give a rule of the catalog by its id, None when it is gone."""
    return _by_id().get(rule_id)


@functools.cache
def _by_id() -> dict[str, thresholds.Rule]:
    return {one.id: one for one in packs.catalog()}


@functools.cache
def _national() -> thresholds.RuleBook:
    return thresholds.RuleBook.choose(packs.catalog())


def rule_books(schools: Collection[int], now: dt.datetime) -> dict[int, thresholds.RuleBook]:
    """Give the rules in force in each school with their readings."""
    book = thresholds.RuleBook.choose(packs.catalog())
    return dict.fromkeys(schools, book)
