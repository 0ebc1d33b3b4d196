"""Cells, coverage and workers; everyone in one cell of each line, gaps by name and in numbers."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import Forbidden, Invalid, NotVisible
from sizao.core.tasks.models import Task
from sizao.registry.grids import queries, services
from sizao.registry.grids.models import Cell, Coverage, Worker
from sizao.registry.grids.rules import GridCycle, OtherLine
from sizao.registry.places import queries as place_queries
from sizao.registry.places import services as places
from sizao.registry.roster import services as roster

pytestmark = pytest.mark.django_db
JOB = Actor.system("test")


def who(cast, now, name: str = "principal"):
    return {"actor": cast.actor(name, now), "now": now, "school_id": cast.school.id}


def names(cast, now, line: str) -> set[str]:
    found = queries.list_uncovered_people(cast.school.id, day=now.date())
    return {one.name for one in found if one.line == line}


def test_grid_cycle_is_refused_through_any_number_of_cells(cast, now):
    first = services.add_cell(**who(cast, now), line="CLASS", name="甲")
    second = services.add_cell(**who(cast, now), line="CLASS", name="乙", parent_id=first)
    third = services.add_cell(**who(cast, now), line="CLASS", name="丙", parent_id=second)

    for parent in (first, second, third):
        with pytest.raises(GridCycle):
            services.change_cell(**who(cast, now), cell_id=first, name="甲", parent_id=parent)
    assert Cell.objects.whole_tree(reason="test").get(id=first).parent_id is None


def test_cell_lies_in_a_cell_of_its_own_line_and_school(cast, now):
    first = services.add_cell(**who(cast, now), line="CLASS", name="甲")
    with pytest.raises(OtherLine):
        services.add_cell(**who(cast, now), line="DORM", name="乙", parent_id=first)
    other = {"actor": cast.actor("neighbor_principal", now), "now": now, "school_id": cast.neighbor_school.id}
    with pytest.raises(NotVisible):
        services.add_cell(**other, line="CLASS", name="乙", parent_id=first)
    with pytest.raises(services.CellNamed):
        services.add_cell(**who(cast, now), line="CLASS", name="甲")


def test_whole_grid_leaves_nobody_out(cast, now, grid):
    assert queries.list_uncovered_people(cast.school.id, day=now.date()) == []
    assert queries.list_uncovered_groups(cast.school.id, day=now.date()) == []
    assert queries.list_uncovered_places(cast.school.id, day=now.date()) == []


def test_uncovered_boarder_is_found_on_the_line_that_misses_them(cast, now, grid, dorm):
    person = dorm.rooms[0].people[0]
    roster.unhouse_people(**who(cast, now, "reporter"), person_ids=[person], left_on=now.date(), stays_boarder=True)
    found = queries.list_uncovered_people(cast.school.id, day=now.date())
    assert [(one.id, one.line, one.lacks_room) for one in found] == [(person, "DORM", True)]


def test_uncovered_dormitory_class_and_cell_are_found(cast, now, grid, dorm):
    rows = Coverage.objects.whole_tree(reason="test").filter(ends_on__isnull=True)
    for row in rows.filter(place_id=dorm.key.id) | rows.filter(unit_id=cast.school.classes[0].id):
        services.uncover(**who(cast, now), coverage_id=row.id)

    assert len(names(cast, now, "DORM")) == 6 and len(names(cast, now, "CLASS")) == 36
    assert len(queries.list_uncovered_places(cast.school.id, day=now.date())) == 3
    assert [name for _, name in queries.list_uncovered_groups(cast.school.id, day=now.date())] == ["三(1)班"]
    unworked = {name for _, name, _ in queries.list_uncovered_cells(cast.school.id, day=now.date())}
    assert "三(2)班" in unworked and "三(1)班" not in unworked


def test_innermost_covered_place_counts_so_that_nobody_is_in_two_cells(cast, now, grid, dorm):
    _building, rooms = place_queries.list_rooms(cast.actor("principal", now), dorm.key)
    room = next(one for one in rooms if one.number == dorm.rooms[0].number)
    cell = services.add_cell(**who(cast, now), line="DORM", name="101室")
    services.cover(**who(cast, now), cell_id=cell, place_ids=[room.id])
    whole = Cell.objects.whole_tree(reason="test").get(id=grid[dorm.unit_id])
    inner = Cell.objects.whole_tree(reason="test").get(id=cell)

    inside = {one.id for one in queries.list_members(inner, day=now.date())}
    assert inside == set(dorm.rooms[0].people)
    assert {one.id for one in queries.list_members(whole, day=now.date())}.isdisjoint(inside)


def test_unit_or_place_is_in_one_cell_at_a_time(cast, now, grid, dorm):
    other = services.add_cell(**who(cast, now), line="CLASS", name="别处")
    with pytest.raises(services.AlreadyCovered):
        services.cover(**who(cast, now), cell_id=other, unit_ids=[cast.school.classes[0].id])
    with pytest.raises(IntegrityError, match="grids_coverage_unit"), transaction.atomic():
        Coverage.objects.create(
            school_id=cast.school.id, cell_id=other, unit_id=cast.school.classes[0].id, starts_on=now.date()
        )
    with pytest.raises(Invalid):
        services.cover(**who(cast, now), cell_id=other, place_ids=[dorm.key.id])
    with pytest.raises(NotVisible):
        services.cover(**who(cast, now), cell_id=other, unit_ids=[cast.neighbor_school.classes[0].id])


def test_worker_holds_a_post_at_the_school_and_is_appointed_once(cast, now, grid):
    cell = grid[cast.school.classes[1].id]
    with pytest.raises(services.NoPost):
        services.appoint_worker(**who(cast, now), cell_id=cell, user_id=cast.users["neighbor"])
    for _twice in range(2):
        services.appoint_worker(**who(cast, now), cell_id=cell, user_id=cast.users["teacher2"])
    row = Worker.objects.whole_tree(reason="test").get(cell_id=cell)
    services.dismiss_worker(**who(cast, now), worker_id=row.id)
    with pytest.raises(NotVisible):
        services.dismiss_worker(**who(cast, now), worker_id=row.id)


def test_retired_cell_frees_what_it_covered(cast, now, grid):
    cell = grid[cast.school.classes[0].id]
    parent = Cell.objects.whole_tree(reason="test").get(id=cell).parent_id
    with pytest.raises(services.CellInUse):
        services.retire_cell(**who(cast, now), cell_id=parent)
    services.retire_cell(**who(cast, now), cell_id=cell)
    assert len(names(cast, now, "CLASS")) == 36


@pytest.mark.parametrize(("name", "error"), [("doctor", Forbidden), ("county", Forbidden), ("teacher", NotVisible),
                                             ("neighbor_principal", NotVisible)])  # fmt: skip
def test_only_who_manages_the_school_keeps_its_grid(cast, now, name, error):
    with pytest.raises(error):
        services.add_cell(**who(cast, now, name), line="CLASS", name="甲")


def test_offices_read_counts_that_the_job_made(cast, now, grid, dorm):
    services.count_gaps(actor=JOB, now=now)
    county, actor = unit_by_id(430_102), cast.actor("county", now)
    sums = queries.sum_gaps(actor, county)
    assert (sums["DORM"]["people"], sums["DORM"]["uncovered_people"], sums["DORM"]["places"]) == (6, 0, 3)
    below = {key: counts for key, counts, _at in queries.list_gaps_below(actor, county)}
    assert below[cast.neighbor_school.id]["uncovered_people"] == 20
    with pytest.raises(NotVisible):
        queries.list_gaps_below(cast.actor("other_county", now), county)


def test_reported_change_becomes_one_task_without_names(cast, now, grid, dorm):
    from sizao.core.converters import Key

    key = Key(cast.school.id, grid[dorm.unit_id])
    for _twice in range(2):
        services.report_change(actor=cast.actor("keeper", now), now=now, key=key, changes=["CAME", "MOVED"])
    task = Task.objects.whole_tree(reason="test").get(kind="grids.change")
    assert task.params == {"cell": "1号宿舍楼", "count": 2} and task.due_at == now + dt.timedelta(hours=24)
    with pytest.raises(Invalid):
        services.report_change(actor=cast.actor("keeper", now), now=now, key=key, changes=["NAME"])
    with pytest.raises(NotVisible):
        services.report_change(actor=cast.actor("keeper2", now), now=now, key=key, changes=["CAME"])


def test_gaps_of_a_school_cost_one_query_each(cast, now, grid, django_assert_num_queries):
    with django_assert_num_queries(3):
        queries.list_uncovered_people(cast.school.id, day=now.date())
        queries.list_uncovered_places(cast.school.id, day=now.date())
        queries.list_uncovered_groups(cast.school.id, day=now.date())


def test_place_without_owner_is_a_blind_spot(cast, now, grid):
    places.add_places(**who(cast, now), places=[places.NewPlace("GATE", places.PlaceWords("北门", is_key=True))])
    (found,) = queries.list_uncovered_places(cast.school.id, day=now.date())
    assert found[2:] == ("北门", False, True)
