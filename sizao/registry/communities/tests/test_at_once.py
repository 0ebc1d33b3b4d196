"""Two who register the community of one school in the same instant, in two transactions."""

import dataclasses
import threading

import pytest
from django.db import connection

from sizao.core.errors import SizaoError
from sizao.registry.communities import services
from sizao.registry.communities.models import Link
from sizao.registry.communities.tests.conftest import LINK

OTHER = dataclasses.replace(LINK, contact="彭书记", phone="13755550911")


@pytest.mark.parametrize(("second", "ends"), [(LINK, ["set", "set"]), (OTHER, ["communities.link_changed", "set"])])
def test_second_first_link_is_answered_not_broken(committed_db, cast, now, monkeypatch, second, ends):
    """Hold the first one inside its transaction until the second has begun; only then may it go on."""
    wait, ended = threading.Barrier(2), []
    replace = services._replace

    def late(*args, **kwargs):
        made = replace(*args, **kwargs)
        if kwargs["actor"].user_id == cast.users["principal"]:
            wait.wait(10)
            threading.Event().wait(0.5)
        return made

    monkeypatch.setattr(services, "_replace", late)
    actors = {who: cast.actor(who, now) for who in ("principal", "reporter")}

    def register(who: str, new: services.NewLink) -> None:
        try:
            services.set_link(actor=actors[who], now=now, school_id=cast.school.id, new=new, seen="")
            ended.append("set")
        except SizaoError as refusal:
            ended.append(refusal.code)
        except Exception as failure:
            ended.append(repr(failure))
        finally:
            connection.close()

    first = threading.Thread(target=register, args=("principal", LINK))
    first.start()
    wait.wait(10)
    other = threading.Thread(target=register, args=("reporter", second))
    other.start()
    for one in (first, other):
        one.join(30)

    assert sorted(ended) == ends
    rows = Link.objects.whole_tree(reason="test").filter(school_id=cast.school.id)
    assert [(one.contact, one.valid_to) for one in rows] == [("田主任", None)]
