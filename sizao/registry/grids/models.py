"""Cells of the grid, what they cover and who works there, over periods; counts for the levels above."""

from django.db import models
from django.db.models import F, Q

from sizao.core.keyed import KeyedModel, SchoolRef
from sizao.core.scope import Scope, ScopedModel
from sizao.registry.grids.rules import LONGEST_NAME, Line


class Cell(KeyedModel, ScopedModel):
    """One cell (网格) of a line; cells form trees, and people belong to the cells that cover their class or room."""

    scope = Scope(read="grids.view")

    line = models.CharField(max_length=8, choices=Line.pairs())
    name = models.CharField(max_length=LONGEST_NAME)
    parent = SchoolRef("grids.Cell", null=True)
    position = models.IntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "line", "name"], condition=Q(valid_to__isnull=True), name="grids_cell_name"
            ),
            models.CheckConstraint(condition=~Q(parent_id=F("id")), name="grids_cell_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class Coverage(KeyedModel, ScopedModel):
    """A class or department (class line) or a place (dormitory line) in a cell during [starts_on, ends_on).

    Each is in one cell at a time; of places that hold each other, the innermost that is covered counts.
    """

    scope = Scope(read="grids.view")

    cell = SchoolRef("grids.Cell")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", null=True)
    place = SchoolRef("places.Place", null=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "unit"],
                condition=Q(ends_on__isnull=True, unit__isnull=False),
                name="grids_coverage_unit",
            ),
            models.UniqueConstraint(
                fields=["school_id", "place_id"],
                condition=Q(ends_on__isnull=True, place_id__isnull=False),
                name="grids_coverage_place",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=True, place_id__isnull=False) | Q(unit__isnull=False, place_id__isnull=True),
                name="grids_coverage_one",
            ),
        ]
        indexes = [models.Index(fields=["school_id", "cell_id"], name="grids_coverage_cell")]

    def __str__(self) -> str:
        return f"{self.cell_id} covers {self.unit_id or self.place_id}"


class Worker(KeyedModel, ScopedModel):
    """An account that works a cell (网格员) during [starts_on, ends_on), and with it all cells below."""

    scope = Scope(read="grids.view")

    cell = SchoolRef("grids.Cell")
    user_id = models.BigIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "cell_id", "user_id"], condition=Q(ends_on__isnull=True), name="grids_worker_once"
            )
        ]
        indexes = [models.Index(fields=["school_id", "user_id"], name="grids_worker_user")]

    def __str__(self) -> str:
        return f"{self.user_id} works {self.cell_id}"


class Gap(KeyedModel, ScopedModel):
    """How many people and places of a school a line does not cover, counted by the job; what offices read."""

    scope = Scope(read="grids.view", areas=True)

    pk = models.CompositePrimaryKey("school_id", "line")
    id = None
    line = models.CharField(max_length=8, choices=Line.pairs())
    county_id = models.BigIntegerField(null=True)
    city_id = models.BigIntegerField(null=True)
    province_id = models.BigIntegerField(null=True)
    people = models.IntegerField(default=0)
    uncovered_people = models.IntegerField(default=0)
    places = models.IntegerField(default=0)
    uncovered_places = models.IntegerField(default=0)
    cells = models.IntegerField(default=0)
    unworked_cells = models.IntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["county_id", "line"], name="grids_gap_county")]

    def __str__(self) -> str:
        return f"{self.line} {self.school_id}"
