"""Other modules see services, queries and facts; only services write."""

import pytest
from django.apps import apps

from tests.architecture.guards import boundaries, tree

VIEWS = "sizao/report/daily/views.py"
WRITES_ITSELF = {
    "sizao/demo/province.py": "a whole province for load, by COPY; nobody's real rows are ever made there",
}

WRITES_FOR_ANOTHER = {
    f"sizao/registry/imports/services/sql/{name}.sql": "a file of people is written at once: docs/decisions/0025"
    for name in ("commit", "undo")
}


def test_modules_use_only_the_open_files_of_others():
    assert boundaries.private_imports(tree.ROOT) == []


@pytest.mark.parametrize(
    "line",
    [
        "from sizao.detect.checks import models",
        "from sizao.detect.checks.models import HealthCheck",
        "import sizao.detect.checks.rules",
        "from sizao.detect.checks.services.submit import PATH",
        "from sizao.detect import checks",
        "from django.apps import apps; apps.get_model('checks', 'Slot')",
    ],
)
def test_private_file_of_another_module_is_found(plant, line):
    root = plant({VIEWS: f"def show():\n    {line}\n"})

    assert [one.split(": ")[0] for one in boundaries.private_imports(root)] == [f"{VIEWS}:2"]


def test_open_files_and_own_files_are_not_found(plant):
    allowed = (
        "from sizao.detect.checks import facts, queries, services as checks\n"
        "from sizao.detect.checks.queries import Board\n"
        "from sizao.report.daily import models\n"
        "from sizao.core import scope\n"
    )
    root = plant({VIEWS: allowed, "sizao/jobs/schedule.py": "from sizao.detect.checks import jobs\n"})

    assert boundaries.private_imports(root) == []


def test_tests_see_rules_of_others_and_tests_of_core_also_models(plant):
    lines = "from sizao.registry.roster import models\nfrom sizao.registry.orgs import rules\n"
    root = plant({f"sizao/{name}/tests/test_x.py": lines for name in ("core", "report/daily")})

    assert [one.split(": ")[0] for one in boundaries.private_imports(root)] == ["sizao/report/daily/tests/test_x.py:1"]


def test_only_services_write():
    assert boundaries.writes_outside_services(tree.ROOT, WRITES_ITSELF) == []


@pytest.mark.parametrize(
    "line",
    [
        "row.save()",
        "Slot.objects.create(day=day)",
        "rows.update(state='SIGNED')",
        "Slot.objects.whole_tree(reason='x').filter(id=1).update(**values)",
        "row.delete()",
        "Checkpoint.objects.end_open(reason='x', day=day, ending='valid_to', id=id)",
        "Slot.objects.bulk_create(rows)",
        "PolicyValue.objects.whole_tree(reason='x').update_or_create(key=key)",
        "row.move('sign', actor=actor, now=now)",
        "move_many(rows, 'sign', actor=actor, now=now)",
        "cursor.execute('UPDATE daily_return SET version = 2')",
        "cursor.execute(f'WITH x AS (SELECT 1) INSERT INTO {table} SELECT 1')",
        "cursor.execute('DELETE FROM daily_return')",
        "cursor.copy('COPY daily_return FROM STDIN')",
    ],
)
@pytest.mark.parametrize("name", [VIEWS, "sizao/report/daily/queries.py", "sizao/web/views.py"])
def test_write_outside_services_is_found(plant, line, name):
    found = boundaries.writes_outside_services(plant({name: f"{line}\n"}), {})

    assert len(found) == 1 and found[0].startswith(f"{name}:1: ")


def test_write_in_a_service_and_change_of_a_dictionary_are_not_found(plant):
    root = plant(
        {
            "sizao/report/daily/services.py": "row.save()\n",
            "sizao/detect/checks/services/fold.py": "SQL = 'INSERT INTO checks_school_day VALUES (1)'\n",
            VIEWS: '"""Show. Never UPDATE x SET y here."""\ncontext.update({"rows": 1})\ncache.delete("key")\n',
            "sizao/cli/migrate.py": "connection.settings_dict.update(USER=name)\n",
        }
    )

    assert boundaries.writes_outside_services(root, {}) == []
    assert boundaries.writes_outside_services(root, {VIEWS: "x"}) == [f"{VIEWS}: explained, but it writes nothing"]


def test_tables_are_written_by_the_module_that_has_them():
    steps = {one.name for one in tree.modules(tree.ROOT)}
    owners = {one._meta.db_table: one._meta.app_label for one in apps.get_models() if one._meta.app_label in steps}

    assert boundaries.foreign_writes(tree.ROOT, owners, WRITES_FOR_ANOTHER) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE roster_person SET name = ''",
        "WITH x AS (SELECT 1) INSERT INTO roster_person SELECT * FROM x",
        "DELETE FROM roster_person p USING daily_return r WHERE r.id = p.id",
        "COPY roster_person (id) FROM STDIN",
    ],
)
def test_table_of_another_module_written_by_sql_is_found(plant, statement):
    owners = {"roster_person": "roster", "daily_return": "daily"}
    python, sql = "sizao/report/daily/services.py", "sizao/report/daily/services/sql/fold.sql"

    assert boundaries.foreign_writes(plant({python: f'SQL = "{statement}"\n'}), owners, {}) == [
        f"{python}:1: roster_person is written by roster"
    ]
    planted = plant({python: "", sql: f"-- name: fold\n{statement}\n"})
    assert boundaries.foreign_writes(planted, owners, {}) == [f"{sql}:1: roster_person is written by roster"]
    assert boundaries.foreign_writes(planted, owners, {sql: "x"}) == []


def test_own_and_only_read_tables_are_not_found_and_an_idle_explanation_is(plant):
    owners = {"roster_person": "roster", "daily_return": "daily"}
    sql = "UPDATE daily_return r SET version = 2 FROM roster_person p WHERE p.id = r.id; SELECT 1 FOR UPDATE OF r"
    root = plant({"sizao/report/daily/services.py": f'SQL = "{sql}"\n'})

    assert boundaries.foreign_writes(root, owners, {}) == []
    assert len(boundaries.foreign_writes(root, owners, {"sizao/report/daily/services.py": "x"})) == 1
