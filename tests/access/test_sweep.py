"""Every route × everyone of the cast × own, neighboring, upper and foreign units, made from the routes themselves."""

import pytest

from tests.access import routes, sweep

ADDRESSES = routes.all_addresses()
DECLARED = routes.declared()


@pytest.fixture(params=ADDRESSES, ids=lambda address: address.name)
def address(request):
    """One route after the other; one that nobody declared fails here."""
    assert request.param.name in DECLARED, (
        f"say who may meet {request.param.pattern}: one line for {request.param.name!r} in the ROUTES of its module's"
        " tests/access.py (docs/walkthroughs/new-form.md)"
    )
    return request.param


def test_everyone_meets_what_is_declared_and_nobody_else_changes_anything(address, world):
    wrong = list(sweep.wrong_answers(address, DECLARED[address.name], world))

    assert not wrong, "\n" + "\n".join(wrong)


def test_nobody_enters_without_signing_in_and_nothing_changes_without_the_pages_token(address, world):
    wrong = list(sweep.open_to_strangers(address, DECLARED[address.name], world))

    assert not wrong, "\n" + "\n".join(wrong)


def test_unit_that_does_not_exist_is_like_one_that_nobody_must_know(address, world):
    wrong = list(sweep.found_nowhere(address, DECLARED[address.name], world))

    assert not wrong, "\n" + "\n".join(wrong)


def test_every_operation_of_the_api_is_among_the_routes():
    operations = [one for one in ADDRESSES if one.name.startswith("api:") and one.name[4:] not in routes.API_PAGES]

    # Several operations may share an address: the resolver knows addresses.
    assert len({one.pattern for one in operations}) == routes.operation_count()


def test_no_declaration_is_left_of_a_route_that_is_gone():
    assert sorted(DECLARED.keys() - {one.name for one in ADDRESSES}) == []


def test_every_role_of_the_cast_takes_part(world):
    roles = {grant.role for name in sweep.people(world) for grant in world.actors[name].grants}

    assert roles == {grant.role for actor in world.actors.values() for grant in actor.grants}
    assert len(roles) >= 15


def test_sweep_sees_a_leak_a_wall_too_many_and_a_write_behind_a_refusal(world, monkeypatch):
    (board,) = [one for one in ADDRESSES if one.name == "checks:board_day"]
    declared = DECLARED["checks:board_day"]

    def answers(status, has_written=False):
        answer = type("Answer", (), {"status_code": status})()
        monkeypatch.setattr(sweep, "send", lambda browser, request, wanted: (answer, has_written))
        return "\n".join(sweep.wrong_answers(board, declared, world))

    here = f"GET /checks/board/{world.cast.school.id}/{world.day}/ as"
    assert f"{here} teacher: 200, expected 403 or 404" in answers(200) and f"{here} doctor" not in answers(200)
    assert "as doctor: 404, expected open" in answers(404) and "as teacher:" not in answers(404)
    assert "as guard: refused with 403, and yet something was written" in answers(403, has_written=True)
