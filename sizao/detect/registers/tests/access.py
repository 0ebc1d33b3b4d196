"""Who meets what at the registers."""

from tests.access.rules import inside, row, school
from tests.access.world import Sample

PERSONS = ("registers.view", "registers.inspect")

ROUTES = {
    "registers:day": inside(*PERSONS),
    "registers:summary": school("registers.summary"),
    "registers:month": row("month", "registers.summary", "registers.view"),
    "registers:absences": inside(*PERSONS),
}

SAMPLES = {"month": lambda world, unit: Sample({"year": world.day.year, "month": world.day.month})}
