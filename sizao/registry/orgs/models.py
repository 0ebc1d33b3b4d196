"""The catalogue of units, from the province to the class and the staff department."""

from django.db import models

from sizao.core.scope import Scope, ScopedModel
from sizao.registry.orgs.rules import NAMED_LEVELS, Level, Stage


class Unit(ScopedModel):
    """A unit of the education system; `id` of a division is its GB/T 2260 code when it was created.

    Two lines: `parent`/`authority_path` says who runs it, `territory_parent`/`territory_path` where it stands.
    A path is the chain of unit ids, `/43/4301/430102/10000007/`.
    """

    scope = Scope(read="orgs.view", unit_table=True)

    level = models.CharField(max_length=12, choices=Level.pairs())
    code = models.CharField(max_length=20, default="", blank=True)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40)
    pinyin_key = models.CharField(max_length=120, default="", blank=True)
    stage = models.CharField(max_length=12, choices=Stage.pairs(), default="", blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    territory_parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    authority_path = models.CharField(max_length=160, db_collation="C")
    territory_path = models.CharField(max_length=160, db_collation="C")
    school_id = models.BigIntegerField(null=True)
    county_id = models.BigIntegerField(null=True)
    city_id = models.BigIntegerField(null=True)
    province_id = models.BigIntegerField(null=True)
    has_boarders = models.BooleanField(default=False)
    entry_year = models.SmallIntegerField(null=True)
    class_number = models.SmallIntegerField(null=True)
    declared_size = models.IntegerField(null=True)
    phone = models.CharField(max_length=40, default="", blank=True)
    position = models.IntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["level", "code"],
                condition=models.Q(valid_to__isnull=True) & ~models.Q(code=""),
                name="orgs_unit_code",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="orgs_unit_period",
            ),
        ]
        indexes = [
            models.Index(fields=["territory_path"], name="orgs_unit_territory"),
            models.Index(fields=["authority_path"], name="orgs_unit_authority"),
            models.Index(fields=["school_id", "level"], name="orgs_unit_school"),
            models.Index(fields=["parent"], name="orgs_unit_parent"),
            models.Index(fields=["county_id", "level"], name="orgs_unit_county"),
            # Offices and schools among many more classes: what is looked for by name and counted for the tree.
            models.Index(
                fields=["territory_path"],
                condition=models.Q(level__in=[str(level) for level in NAMED_LEVELS]),
                name="orgs_unit_named",
            ),
        ]

    def __str__(self) -> str:
        return self.name
