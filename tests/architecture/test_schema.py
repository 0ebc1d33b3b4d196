"""Tables: registered, keyed by school, scoped; asked of the models and of a real database."""

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from sizao.core.keyed import KeyedModel, SchoolRef
from sizao.core.scope import Scope, ScopedModel, check_scopes
from sizao.core.tables import TABLES, Kind, kind_of
from tests.architecture.guards import schema

NOT_SCOPED = {
    "core.LoopMove": "read through its row, which is scoped",
    "core.OutboxFact": "read by the dispatcher alone",
    "notify.Notice": "read by its recipient alone, whatever their posts are now",
    "notify.Delivery": "read by the sender alone",
    "robots.Post": "read by the sender, and counted for a robot that was read in scope",
    "work.Work": "read by whoever started it alone",
    "checks.CheckDelta": "read by the fold alone",
    "roster.IdentityLookup": "asked by the keyed hash of one number, and answered only to who knows that number",
}
OPEN_PEOPLE: dict[str, str] = {}

KINDS = {"core_pupil": Kind.KEYED, "core_area": Kind.CATALOGUE, "core_login": Kind.LOCAL}


def ours() -> list:
    return [model for model in apps.get_models() if model.__module__.startswith("sizao.")]


def test_every_table_is_registered_once_with_its_kind():
    assert schema.registry_gaps(apps.get_models(), TABLES, kind_of) == []


def test_models_of_keyed_tables_keep_the_rules():
    keyed = [model for model in ours() if issubclass(model, KeyedModel)]

    assert [text for model in keyed for text in schema.keyed_model_problems(model, kind_of)] == []


def test_models_of_other_tables_refer_to_no_keyed_one():
    others = [model for model in ours() if not issubclass(model, KeyedModel)]

    assert [text for model in others for text in schema.plain_model_problems(model, kind_of)] == []


def test_every_model_of_a_school_is_scoped():
    assert schema.unscoped(ours(), NOT_SCOPED) == []


def test_scopes_name_columns_and_rights_that_exist():
    assert check_scopes() == []


def test_people_are_read_one_school_at_a_time():
    assert schema.open_people(ours(), OPEN_PEOPLE) == []


@isolate_apps("sizao.core")
def test_unregistered_and_wrongly_registered_tables_are_found():
    class Pupil(models.Model):
        class Meta:
            app_label = "core"

    class Area(KeyedModel):
        class Meta:
            app_label = "core"

    class Stray(models.Model):
        class Meta:
            app_label = "core"

    found = schema.registry_gaps([Pupil, Area, Stray], KINDS, KINDS.get)
    assert [text.split(": ", 1)[0] for text in found] == ["core.Pupil", "core.Area", "core.Stray", "core_login"]


@isolate_apps("sizao.core")
def test_faults_of_a_keyed_model_are_found():
    class Login(models.Model):
        class Meta:
            app_label = "core"

    class Area(models.Model):
        class Meta:
            app_label = "core"

    class Pupil(KeyedModel):
        pk = models.CompositePrimaryKey("id", "school_id")
        school_id = models.IntegerField()
        number = models.CharField(max_length=10, unique=True)
        login = models.ForeignKey(Login, models.SET_NULL, null=True)
        area = SchoolRef(Area)

        class Meta:
            app_label = "core"
            constraints = [models.UniqueConstraint(fields=["number"], name="core_pupil_number")]

    found = " ".join(schema.keyed_model_problems(Pupil, KINDS.get))
    for words in (
        "does not begin with school_id", "not a bigint", "core_pupil_number lacks school_id", "number: unique without",
        "constraint to a local table", "rewrites rows", "SchoolRef to a table that is not keyed",
    ):  # fmt: skip
        assert words in found


@isolate_apps("sizao.core")
def test_reference_to_a_keyed_table_is_found():
    class Pupil(KeyedModel):
        class Meta:
            app_label = "core"

    class Login(models.Model):
        class Meta:
            app_label = "core"

    class Area(models.Model):
        school_id = models.BigIntegerField()
        pupil_id = models.UUIDField()
        pupil = models.ForeignObject(Pupil, models.PROTECT, ["school_id", "pupil_id"], ["school_id", "id"])
        login = models.ForeignKey(Login, models.PROTECT)

        class Meta:
            app_label = "core"

    found = list(schema.plain_model_problems(Area, KINDS.get))
    assert [text.split(": ")[0] for text in found] == ["core.Area.pupil", "core.Area.login"]


@isolate_apps("sizao.core")
def test_unscoped_and_open_models_are_found():
    class Pupil(KeyedModel):
        class Meta:
            app_label = "core"

    class Visit(KeyedModel, ScopedModel):
        scope = Scope(read="roster.view")
        person_id = models.UUIDField()

        class Meta:
            app_label = "core"

    assert schema.unscoped([Pupil, Visit], {}) == ["core.Pupil: holds ['school_id'], no scope"]
    assert schema.unscoped([Visit], {"core.Visit": "x"}) == ["core.Visit: explained, but scoped or gone"]
    assert len(schema.open_people([Pupil, Visit], {})) == 1


def test_scope_with_a_column_that_does_not_exist_is_found(monkeypatch):
    from sizao.registry.roster.models import Person

    monkeypatch.setattr(Person, "scope", Scope(read="roster.view", group="class_id"))
    assert check_scopes() == ["roster.Person: ['class_id']"]

    monkeypatch.setattr(Person, "scope", Scope(read="roster.see"))
    assert check_scopes() == ["roster.Person: roster.see"]
