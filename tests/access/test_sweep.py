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
