"""What each table holds beyond its time, as last counted and as last deleted: numbers only."""

from django.db import models


class TableLine(models.Model):
    """One table: rows that the next run deletes, rows that are held, rows that the latest run deleted."""

    table = models.CharField(max_length=60, primary_key=True)
    policy = models.CharField(max_length=60)
    before = models.DateField()
    due = models.BigIntegerField()
    held = models.BigIntegerField()
    counted_at = models.DateTimeField()
    deleted = models.BigIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "retention_line"

    def __str__(self) -> str:
        return f"{self.table} {self.due}"
