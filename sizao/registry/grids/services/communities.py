"""Link a school to its street and community (街道、社区): code and whom to reach there."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sizao.core import clock, usecase
from sizao.core.actor import Actor, unit_by_id
from sizao.core.errors import FieldProblem, Invalid, NotVisible
from sizao.core.ids import new_id
from sizao.core.usecase import use_case
from sizao.registry.grids import rules
from sizao.registry.grids.models import Community

DIVISION_DIGITS = 6


@dataclass(frozen=True, slots=True)
class NewCommunity:
    """A street or community with whom to reach there."""

    code: str
    name: str
    contact: str
    phone: str
    duty: str = ""


@use_case("grids.community.added", permission="grids.manage", on="school_id")
def add_community(*, actor: Actor, now: dt.datetime, school_id: int, community: NewCommunity) -> uuid.UUID:
    """Add a street or community of a school with a contact; its code begins with that of the school's county.

    raises: Invalid.
    """
    new = community
    problems = rules.problems_of_community(code=new.code, name=new.name, contact=new.contact, phone=new.phone)
    above = [
        part for part in unit_by_id(school_id).territory_path.strip("/").split("/") if len(part) == DIVISION_DIGITS
    ]
    if not problems and above and not new.code.startswith(above[-1][:DIVISION_DIGITS].rstrip("0")):
        problems = [FieldProblem("code", "代码要以本县区的{code}开头", {"code": above[-1]}, value=new.code)]
    if problems:
        raise Invalid(problems)
    made = Community.objects.create(
        school_id=school_id, id=new_id(now), code=new.code, name=new.name.strip(), contact=new.contact.strip(),
        phone=new.phone.strip(), duty=new.duty.strip()[: rules.LONGEST_CONTACT], valid_from=clock.school_date(now),
    )  # fmt: skip
    usecase.touch(school_id=school_id, kind="grids.community", id=made.id)
    return made.id


@use_case("grids.community.retired", permission="grids.manage", on="school_id")
def retire_community(*, actor: Actor, now: dt.datetime, school_id: int, community_id: uuid.UUID) -> None:
    """Take a community or its contact out of the list. raises: NotVisible."""
    rows = Community.objects.whole_tree(reason="of a school that the use case asked the right for")
    rows = rows.filter(school_id=school_id, id=community_id, valid_to__isnull=True)
    if not rows.update(valid_to=clock.school_date(now)):
        raise NotVisible()
    usecase.touch(school_id=school_id, kind="grids.community", id=community_id, fields=("valid_to",))
