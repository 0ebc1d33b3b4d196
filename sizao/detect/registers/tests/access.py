"""Who meets what at the registers."""

from tests.access.rules import anywhere, row, school
from tests.access.world import Sample

PERSONS = ("registers.view", "registers.inspect")

ROUTES = {
    "registers:day": anywhere(*PERSONS),
    "registers:summary": school("registers.summary"),
    "registers:month": row("month", *PERSONS, at="any"),
    "registers:absences": anywhere(*PERSONS),
}

SAMPLES = {"month": lambda world, unit: Sample({"year": world.day.year, "month": world.day.month})}
