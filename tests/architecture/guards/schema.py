"""Schema rules over Django's models: what docs/decisions/0002-keyed-tables.md says, before a database is asked."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db import models

from sizao.core.keyed import KeyedModel, SchoolRef
from sizao.core.scope import Scope
from sizao.core.tables import Kind

Model = type[models.Model]
KindOf = Callable[[str], Kind | None]


def registry_gaps(every: Iterable[Model], tables: Mapping[str, Kind], kind_of: KindOf) -> list[str]:
    """List models whose table is not registered or has the wrong kind, and rows without a model."""
    found, seen = [], set()
    for model in every:
        table = model._meta.db_table
        seen.add(table)
        kind, is_keyed = kind_of(table), issubclass(model, KeyedModel)
        if kind is None:
            found.append(f"{model._meta.label}: {table} is not in sizao/core/tables.py")
        elif is_keyed is not (kind is Kind.KEYED):
            base = "KeyedModel" if is_keyed else "an ordinary model"
            found.append(f"{model._meta.label}: {table} is {kind}, but its model is {base}")
    return found + [f"{table}: registered, but no model has it" for table in sorted(set(tables) - seen)]


def keyed_model_problems(model: Model, kind_of: KindOf) -> Iterator[str]:
    """Say which rules of keyed tables a model breaks; rule numbers are those of the decision."""
    label, meta = model._meta.label, model._meta
    key = tuple(getattr(meta.pk, "field_names", (meta.pk.attname,)))
    if key[0] != "school_id":
        yield f"{label}: primary key {key} does not begin with school_id (rule 1)"
    school = next((field for field in meta.concrete_fields if field.attname == "school_id"), None)
    if not isinstance(school, models.BigIntegerField) or school.null:
        yield f"{label}: school_id is not a bigint that is never null (rule 1)"
    for constraint in meta.constraints:
        is_unique = isinstance(constraint, models.UniqueConstraint)
        if is_unique and "school_id" not in constraint.fields:
            yield f"{label}: unique {constraint.name} lacks school_id (rule 2)"
    for field in meta.concrete_fields:
        if field.unique and not field.primary_key:
            yield f"{label}.{field.name}: unique without school_id (rule 2)"
        if isinstance(field, models.AutoField | models.BigAutoField):
            yield f"{label}.{field.name}: numbered by the database (rule 3)"
    yield from _reference_problems(model, kind_of)


def _reference_problems(model: Model, kind_of: KindOf) -> Iterator[str]:
    for field in model._meta.get_fields():
        if isinstance(field, SchoolRef):
            if not issubclass(field.related_model, KeyedModel):
                yield f"{model._meta.label}.{field.name}: SchoolRef to a table that is not keyed (rule 6)"
        elif isinstance(field, models.ForeignKey):
            target = kind_of(field.related_model._meta.db_table)
            if target is Kind.LOCAL and field.db_constraint:
                yield f"{model._meta.label}.{field.name}: constraint to a local table (rule 6)"
            if field.remote_field.on_delete in (models.SET_NULL, models.SET_DEFAULT):
                yield f"{model._meta.label}.{field.name}: on_delete rewrites rows (rule 7)"


def plain_model_problems(model: Model, kind_of: KindOf) -> Iterator[str]:
    """Say where a catalogue, local or lookup model refers to what it may not."""
    for field in model._meta.get_fields():
        target = getattr(field, "related_model", None)
        if not isinstance(field, models.ForeignObject) or not isinstance(target, type):
            continue
        to = kind_of(target._meta.db_table)
        if to is Kind.KEYED:
            yield f"{model._meta.label}.{field.name}: refers to a keyed table (rule 6)"
        is_catalogue = kind_of(model._meta.db_table) is Kind.CATALOGUE
        if is_catalogue and to is Kind.LOCAL and getattr(field, "db_constraint", True):
            yield f"{model._meta.label}.{field.name}: a catalogue with a constraint to a local table (rule 6)"


def unscoped(every: Iterable[Model], explained: Mapping[str, str]) -> list[str]:
    """List models with a school, a unit or a person that declare no scope, and explanations that explain nothing.

    explained: model label to the reason why nobody reads it through a scope.
    """
    found, used = [], set()
    for model in every:
        columns = {field.attname for field in model._meta.concrete_fields}
        if not columns & {"school_id", "unit_id", "person_id"} or isinstance(getattr(model, "scope", None), Scope):
            continue
        if model._meta.label in explained:
            used.add(model._meta.label)
        else:
            found.append(
                f"{model._meta.label}: holds {sorted(columns & {'school_id', 'unit_id', 'person_id'})}, no scope"
            )
    return found + [f"{label}: explained, but scoped or gone" for label in sorted(set(explained) - used)]


def open_people(every: Iterable[Model], explained: Mapping[str, str]) -> list[str]:
    """List scoped models that hold a person but let offices read them row by row."""
    found, used = [], set()
    for model in every:
        scope: Any = getattr(model, "scope", None)
        columns = {field.attname for field in model._meta.concrete_fields}
        if not isinstance(scope, Scope) or not (columns & {"person_id", "birth_date"}):
            continue
        if scope.person is None or scope.above_school:
            if model._meta.label in explained:
                used.add(model._meta.label)
            else:
                found.append(
                    f"{model._meta.label}: people are read one school at a time (person=…, above_school=False)"
                )
    return found + [f"{label}: explained, but closed or gone" for label in sorted(set(explained) - used)]
