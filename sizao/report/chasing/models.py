"""Why groups had not reported."""

from django.db import models

from sizao.core.keyed import KeyedModel
from sizao.core.scope import Scope, ScopedModel
from sizao.report.chasing.rules import Reason


class MissingReason(KeyedModel, ScopedModel):
    """Why one group had not reported one session, given by itself or by its school; the latest word holds."""

    scope = Scope(read="chasing.view", group="group_id", areas=True)

    pk = models.CompositePrimaryKey("school_id", "day", "group_id", "session")
    id = None
    day = models.DateField()
    group_id = models.BigIntegerField()
    session = models.CharField(max_length=12)
    reason = models.CharField(max_length=12, choices=Reason.pairs())
    note = models.CharField(max_length=100, default="", blank=True)
    given_at = models.DateTimeField()
    given_by = models.BigIntegerField(null=True)
    county_id = models.BigIntegerField(null=True)
    city_id = models.BigIntegerField(null=True)
    province_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "chasing_reason"

    def __str__(self) -> str:
        return f"{self.day} {self.session} {self.group_id} {self.reason}"
