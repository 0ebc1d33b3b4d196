"""A grid over the whole of the cast's school."""

import pytest

from sizao.demo import dorms


@pytest.fixture
def grid(cast, now, dorm):
    """Put every class, department and the dormitory into a cell; teachers and the keeper work theirs."""
    workers = {cast.school.classes[0].id: cast.users["teacher"], dorm.unit_id: cast.users["keeper"]}
    return dorms.build_grid(cast.school, [dorm], workers, now=now)
