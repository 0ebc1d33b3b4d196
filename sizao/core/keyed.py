"""Tables that a school owns: `school_id` leads every key, so that they can be sharded by school later.

The rules are in docs/decisions/0002-keyed-tables.md. This is the only place that knows how Django spells them.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.models import CompositePrimaryKey, ForeignObject

from sizao.core.ids import new_id


class KeyChanged(TypeError):
    """A keyed row was given another school; Django would silently insert a second row."""


class KeyedModel(models.Model):
    """A row that belongs to one school (or office); primary key (school_id, id)."""

    pk = CompositePrimaryKey("school_id", "id")
    school_id = models.BigIntegerField()
    id = models.UUIDField(default=new_id)

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any) -> "KeyedModel":
        """Remember the school the row was read under."""
        row = super().from_db(db, field_names, values)
        row._read_under = row.__dict__.get("school_id")
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, but never under another school than the row was read from."""
        read_under = getattr(self, "_read_under", None)
        if read_under is not None and read_under != self.school_id:
            raise KeyChanged(f"{self._meta.label}: school_id {read_under} became {self.school_id}")
        super().save(*args, **kwargs)


class DayKeyedModel(KeyedModel):
    """A row of a partitioned table; primary key (school_id, day, id), one partition a month or a day."""

    partition_by = "month"

    pk = CompositePrimaryKey("school_id", "day", "id")
    day = models.DateField()

    class Meta:
        abstract = True


class SchoolRef(ForeignObject):
    """Refer to a row of a keyed table in the same school: `person = SchoolRef("roster.Person")`.

    Adds the column `<name>_id`; the constraint on (school_id, <name>_id) is made by the migration operation
    `AddSchoolRef`. `by_day=True` refers to a partitioned table and takes `day` along.
    """

    def __init__(self, to: Any, *, null: bool = False, by_day: bool = False, **kwargs: Any) -> None:
        self.by_day = by_day
        self._null = null
        for ours in ("from_fields", "to_fields", "on_delete", "related_name"):
            kwargs.pop(ours, None)
        day = ["day"] if by_day else []
        super().__init__(
            to,
            on_delete=models.DO_NOTHING,
            from_fields=["school_id", *day, "self_id"],
            to_fields=["school_id", *day, "id"],
            related_name="+",
            null=null,
            **kwargs,
        )

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        for ours in ("from_fields", "to_fields", "on_delete", "related_name"):
            kwargs.pop(ours, None)
        kwargs.pop("null", None)
        if self.by_day:
            kwargs["by_day"] = True
        if self._null:
            kwargs["null"] = True
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, *args: Any, **kwargs: Any) -> None:
        column = f"{name}_id"
        self.from_fields = ["school_id", *(["day"] if self.by_day else []), column]
        if cls.__module__ != "__fake__" and not cls._meta.abstract:
            models.UUIDField(null=self._null, blank=self._null).contribute_to_class(cls, column)
        super().contribute_to_class(cls, name, *args, **kwargs)


class CreatePartitioned(CreateModel):
    """Create a table PARTITION BY RANGE (day); partitions are made by `core.partitions`."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        plain = schema_editor.sql_create_table
        schema_editor.sql_create_table = f"{plain} PARTITION BY RANGE (day)"
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        finally:
            schema_editor.sql_create_table = plain


class AppendOnly(Operation):
    """Take UPDATE and DELETE on a table from the application's role: what is written stays written."""

    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change no state: rights are the database's."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._change(app_label, schema_editor, to_state, "REVOKE UPDATE, DELETE ON {table} FROM {role}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._change(app_label, schema_editor, from_state, "GRANT UPDATE, DELETE ON {table} TO {role}")

    def _change(self, app_label: str, schema_editor: Any, state: Any, statement: str) -> None:
        role = separate_app_role(schema_editor.connection)
        if role is not None:
            quote = schema_editor.quote_name
            table = state.apps.get_model(app_label, self.model_name)._meta.db_table
            schema_editor.execute(statement.format(table=quote(table), role=quote(role)))

    def describe(self) -> str:
        return f"Make {self.model_name} append-only for the application"


def separate_app_role(connection: Any) -> str | None:
    """Give the application's role, or None where owner and application are the same (an outside server)."""
    role = settings.SIZAO_APP_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return None if cursor.fetchone()[0] == role else role


class AddSchoolRef(Operation):
    """Create the database constraint behind a `SchoolRef` field; reversible."""

    reversible = True

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name = model_name
        self.name = name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change no state: the field itself is already there."""

    def _parts(self, app_label: str, state: Any) -> tuple[Any, str, SchoolRef]:
        model = state.apps.get_model(app_label, self.model_name)
        table = model._meta.db_table
        return model, f"{table}_{self.name}_school_fk", model._meta.get_field(self.name)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model, constraint, ref = self._parts(app_label, to_state)
        quote = schema_editor.quote_name
        mine = ", ".join(quote(model._meta.get_field(name).column) for name in ref.from_fields)
        theirs = ", ".join(quote(name) for name in ref.to_fields)
        target = quote(ref.related_model._meta.db_table)
        schema_editor.execute(
            f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {quote(constraint)} "
            f"FOREIGN KEY ({mine}) REFERENCES {target} ({theirs})"
        )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model, constraint, _ = self._parts(app_label, from_state)
        quote = schema_editor.quote_name
        table = quote(model._meta.db_table)
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {quote(constraint)}")

    def describe(self) -> str:
        return f"Add the school-wise foreign key {self.model_name}.{self.name}"
