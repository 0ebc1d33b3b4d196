"""Places of a school as a tree, and the checkpoints of key processes there."""

from django.db import models

from sizao.core.keyed import KeyedModel, SchoolRef
from sizao.core.looped import LoopedModel
from sizao.core.loops import Loop, Move
from sizao.core.scope import Scope, ScopedModel
from sizao.registry.places.rules import LONGEST_CHECKPOINT, LONGEST_NAME, NEEDS_PARENT, Kind, Process


class Place(KeyedModel, ScopedModel):
    """One place over [valid_from, valid_to); never deleted: who slept there then is asked later.

    number: names the place as a group (a room's evening check, a membership). path: the numbers from the root down to
    itself, `/…/…/`. building_id: the building it is or stands in. unit: who runs it (管理部门); posts there reach it.
    owner_role, owner_user_id: the post or the person who answers for it.
    """

    scope = Scope(read="places.view", group="unit_id")

    number = models.BigIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.pairs())
    name = models.CharField(max_length=LONGEST_NAME)
    parent = SchoolRef("places.Place", null=True)
    path = models.CharField(max_length=120, db_collation="C")
    building_id = models.UUIDField(null=True)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    owner_role = models.CharField(max_length=40, default="", blank=True)
    owner_user_id = models.BigIntegerField(null=True)
    capacity = models.IntegerField(null=True)
    is_key = models.BooleanField(default=False)
    position = models.IntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school_id", "number"], name="places_place_number"),
            models.UniqueConstraint(
                fields=["school_id", "parent_id", "kind", "name"],
                condition=models.Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="places_place_name",
            ),
            models.CheckConstraint(
                condition=models.Q(parent_id__isnull=False) | ~models.Q(kind__in=[str(one) for one in NEEDS_PARENT]),
                name="places_place_housed",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="places_place_period",
            ),
        ]
        indexes = [
            models.Index(fields=["number"], name="places_place_by_number"),
            models.Index(fields=["school_id", "path"], name="places_place_tree"),
        ]

    def __str__(self) -> str:
        return self.name


class Checkpoint(KeyedModel, ScopedModel):
    """One thing to be checked in a key process (重点环节) at a place, and the post that answers for it."""

    scope = Scope(read="places.view")

    place = SchoolRef("places.Place")
    process = models.CharField(max_length=12, choices=Process.pairs())
    text = models.CharField(max_length=LONGEST_CHECKPOINT)
    role = models.CharField(max_length=40)
    position = models.IntegerField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["school_id", "place_id"], name="places_checkpoint_place")]

    def __str__(self) -> str:
        return f"{self.process} {self.place_id}"


IMPORT_LOOP = Loop(
    name="places.import",
    states={"UPLOADED": "待写入", "COMMITTED": "已写入", "UNDONE": "已撤回", "DISCARDED": "已放弃"},
    start="UPLOADED",
    closed=frozenset({"COMMITTED", "UNDONE", "DISCARDED"}),
    moves=(
        Move("commit", "写入", ("UPLOADED",), "COMMITTED", "roster.edit"),
        Move("undo", "撤回", ("COMMITTED",), "UNDONE", "roster.edit"),
        Move("discard", "放弃", ("UPLOADED",), "DISCARDED", "roster.edit"),
    ),
)


class RoomImport(KeyedModel, ScopedModel, LoopedModel):
    """The import of one file of rooms and who lives in them: uploaded, looked at, written at once or given up.

    written: what the commit made and changed, all that taking it back needs: `places` (ids), `beds` (person, the room's
    number before or null, whether a boarder before).
    """

    loop = IMPORT_LOOP
    scope = Scope(read="roster.edit", by="authority", above_school=False)

    file_name = models.CharField(max_length=200)
    file_id = models.UUIDField(null=True)
    layout = models.JSONField(default=dict)
    effective_on = models.DateField()
    uploaded_by = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()
    written = models.JSONField(default=dict)
    undo_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "places_import"
        indexes = [models.Index(fields=["school_id", "uploaded_at"], name="places_import_latest")]

    def __str__(self) -> str:
        return f"import {self.id} {self.state}"
