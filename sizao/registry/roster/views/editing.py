"""Add a pupil by hand, correct a person, move them, let them leave; keep guardians."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sizao.core import clock
from sizao.core.actor import Actor, unit_by_id
from sizao.core.answering import answer, back, receipt, went_through
from sizao.core.converters import Key, open_key
from sizao.core.errors import FieldProblem, Invalid
from sizao.core.http import signed_in
from sizao.core.ids import new_id
from sizao.registry.accounts import queries as accounts
from sizao.registry.roster import forms, queries, services
from sizao.registry.roster.models import GroupKind, Person, PersonKind
from sizao.registry.roster.services import GuardianEdit, NewPerson, NewPlace, PersonEdit
from sizao.registry.roster.views.people import open_person


def _groups(actor: Actor, school_id: int, level: str) -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in queries.list_group_counts(actor, school_id=school_id) if one.kind == level]


def _person_to_edit(request: HttpRequest, key: Key) -> tuple[Actor, Person]:
    actor = signed_in(request)
    open_key(actor, key, "roster.edit")
    return actor, open_person(actor, key)


def _where(key: Key) -> str:
    return reverse("roster:person", args=[key])


@never_cache
@require_http_methods(["GET", "POST"])
def new_pupil(request: HttpRequest, school_id: int) -> HttpResponse:
    """Add one pupil by hand."""
    actor, now = signed_in(request), clock.now()
    school = unit_by_id(school_id)
    actor.require("roster.edit", school)
    actor.require("roster.view", school)
    today = clock.school_date(now)
    form = forms.NewPupil(
        request.POST or None, today=today, groups=_groups(actor, school_id, "CLASS"),
        initial={"starts_on": today, "sex": "UNKNOWN", "group_id": request.GET.get("class", ""), "key": new_id(now)},
    )  # fmt: skip
    context: dict[str, Any] = {"form": form, "school": school, "title": _("加一名学生"), "verb": _("加入名册")}
    made: list[uuid.UUID] = []
    if request.method == "POST" and _is_known_here(form, school_id):
        went_through(form, lambda values: made.extend(_enroll(actor, now, school_id, values)))
    if made:
        moves = [
            (_("查看"), _where(Key(school_id, made[0]))),
            (_("再加一名"), f"{reverse('roster:new', args=[school_id])}?class={form.cleaned_data['group_id']}"),
        ]
        context["receipt"] = receipt(_("已加入名册"), [(_("姓名"), form.cleaned_data["name"])], moves)
    return answer(request, "roster/form.html", "roster/_form.html", context, form=form)


def _is_known_here(form: forms.PersonFields, school_id: int) -> bool:
    """Tell whether a valid form may go on; a number that another school holds is asked about first."""
    if not form.is_valid():
        return False
    number = form.cleaned_data["identity_number"]
    if not number or form.cleaned_data["is_elsewhere_known"] or not queries.is_elsewhere(school_id, number):
        return True
    form.ask_elsewhere()
    return False


def _enroll(actor: Actor, now: Any, school_id: int, values: dict[str, Any]) -> list[uuid.UUID]:
    known = {name: values[name] for name in NewPerson.__dataclass_fields__ if name in values}
    new = NewPerson(kind=PersonKind.STUDENT, group_kind=GroupKind.CLASS, id=values["key"], **known)
    return services.enroll_people(actor=actor, now=now, school_id=school_id, people=[new])


@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: Key) -> HttpResponse:
    """Correct what the roster says of a person."""
    actor, person = _person_to_edit(request, key)
    now = clock.now()
    names = ("name", "sex", "birth_date", "student_number", "class_position", "is_boarder", "pinyin_key")
    initial = {name: getattr(person, name) for name in names} | {"account": _account_name(person.user_id)}
    form = forms.EditPerson(request.POST or None, today=clock.school_date(now), initial=initial)
    if person.kind == PersonKind.STUDENT:
        del form.fields["account"]
    if person.identity_hash is None:
        del form.fields["takes_identity_away"]
    else:
        form.fields["identity_number"].help_text = _("已登记，不填则不变")

    def save(values: dict[str, Any]) -> None:
        change = _person_edit(person, values)
        services.edit_person(actor=actor, now=now, school_id=key.school_id, person_id=key.id, edit=change)

    if request.method == "POST" and _is_known_here(form, key.school_id) and went_through(form, save):
        return back(_where(key))
    context = {"form": form, "person": person, "key": key, "title": _("修改"), "verb": _("保存")}
    return answer(request, "roster/form.html", "roster/_form.html", context, form=form)


def _person_edit(person: Person, values: dict[str, Any]) -> PersonEdit:
    """Write what was typed; a new name brings its own pinyin unless that was corrected too."""
    wanted = {name: values[name] for name in PersonEdit.__dataclass_fields__ if name in values}
    if values["name"] != person.name and values["pinyin_key"] == person.pinyin_key:
        wanted["pinyin_key"] = ""
    if not values["identity_number"]:
        wanted["identity_number"] = "" if values.get("takes_identity_away") else None
    if "account" in values:
        wanted["user_id"] = _staff_account(values["account"], person.school_id)
    return PersonEdit(**wanted)


def _account_name(user_id: int | None) -> str:
    return accounts.usernames_of([user_id]).get(user_id, "") if user_id else ""


def _staff_account(username: str, school_id: int) -> int:
    """Find the account of someone with a post at this school by its name, 0 for an empty one.

    raises: Invalid.
    """
    if not username.strip():
        return 0
    staff = [one for one, _name in accounts.list_school_staff(school_id, on=clock.today())]
    found = [key for key, name in accounts.usernames_of(staff).items() if name == username.strip()]
    if not found:
        raise Invalid([FieldProblem("account", "本校没有这个教职工账号", value=username[:40])])
    return found[0]


@never_cache
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, key: Key) -> HttpResponse:
    """Move a person to another class or department; who had left comes back."""
    actor, person = _person_to_edit(request, key)
    now = clock.now()
    level = "CLASS" if person.kind == PersonKind.STUDENT else "DEPARTMENT"
    groups = [one for one in _groups(actor, key.school_id, level) if one[0] != person.group_id]
    form = forms.Move(request.POST or None, groups=groups, initial={"day": clock.school_date(now)})

    def save(values: dict[str, Any]) -> None:
        places = [NewPlace(key.id, values["group_id"])]
        services.move_people(actor=actor, now=now, school_id=key.school_id, places=places, moved_on=values["day"])

    if request.method == "POST" and went_through(form, save):
        return back(_where(key))
    context = {
        "form": form, "person": person, "key": key, "title": _("转班"), "verb": _("转班"),
        "hint": _("原来的班级记录保留，到这一天为止。"),
    }  # fmt: skip
    return answer(request, "roster/form.html", "roster/_form.html", context, form=form)


@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, key: Key) -> HttpResponse:
    """Let a person leave the school."""
    actor, person = _person_to_edit(request, key)
    now = clock.now()
    form = forms.Leave(request.POST or None, initial={"day": clock.school_date(now)})

    def save(values: dict[str, Any]) -> None:
        services.leave_school(actor=actor, now=now, school_id=key.school_id, person_ids=[key.id], left_on=values["day"])

    if request.method == "POST" and went_through(form, save):
        return back(_where(key))
    context = {
        "form": form, "person": person, "key": key, "title": _("办理离校"), "verb": _("离校"), "is_danger": True,
        "hint": _("从这一天起不再计入班级人数，记录保留。"),
    }  # fmt: skip
    return answer(request, "roster/form.html", "roster/_form.html", context, form=form)


@never_cache
@require_http_methods(["GET", "POST"])
def guardian(request: HttpRequest, key: Key, guardian_id: uuid.UUID | None = None) -> HttpResponse:
    """Add a guardian to a pupil or change one."""
    actor, person = _person_to_edit(request, key)
    known = next((one for one in queries.guardians_of(actor, person) if one.id == guardian_id), None)
    initial = {"guardian_name": known.name, "guardian_relation": known.relation} if known else {}
    if known and known.user_id:
        initial["account"] = accounts.usernames_of([known.user_id]).get(known.user_id, "")
    form = forms.GuardianWithAccount(request.POST or None, initial=initial)
    if known and known.phone_last4:
        form.fields["guardian_phone"].help_text = _("已登记尾号{last4}，不填则不变").format(last4=known.phone_last4)

    def save(values: dict[str, Any]) -> None:
        phone = values["guardian_phone"] or None
        account = _guardian_account(values["account"], key.school_id)
        change = GuardianEdit(key.id, values["guardian_name"], values["guardian_relation"], phone, guardian_id, account)
        services.save_guardian(actor=actor, now=clock.now(), school_id=key.school_id, edit=change)

    if request.method == "POST" and went_through(form, save):
        return back(_where(key))
    context = {"form": form, "person": person, "key": key, "title": _("监护人"), "verb": _("保存")}
    return answer(request, "roster/form.html", "roster/_form.html", context, form=form)


def _guardian_account(username: str, school_id: int) -> int:
    """Find the account of a guardian of this school by its name, 0 for an empty one.

    raises: Invalid.
    """
    if not username.strip():
        return 0
    found = accounts.find_holder(username.strip(), unit_id=school_id, role="GUARDIAN", on=clock.today())
    if found is None:
        raise Invalid([FieldProblem("account", "本校没有这个监护人账号", value=username[:40])])
    return found


@require_POST
def remove_guardian(request: HttpRequest, key: Key, guardian_id: uuid.UUID) -> HttpResponse:
    """Take a guardian off a pupil."""
    actor, person = _person_to_edit(request, key)
    services.remove_guardian(
        actor=actor, now=clock.now(), school_id=key.school_id, person_id=person.id, guardian_id=guardian_id
    )
    return back(_where(key))
