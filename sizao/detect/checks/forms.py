"""Read what the pages send: the compact entries of a check, one pupil's full form, waivers and assessments."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.core.errors import FieldProblem, Invalid
from sizao.detect.checks.rules import (
    AbsenceReason,
    Answer,
    Disposition,
    Entry,
    Presence,
    SevereSign,
    Symptom,
    TemperatureSite,
    Verdict,
)

ENTRY_NAME = re.compile(r"^entry-([0-9a-f-]{36})$")
ANSWER_NAME = re.compile(r"^answer-([0-9a-f-]{36})$")
BAD_TEMPERATURE = "体温填30到45之间的数，如38.2"
BAD_DATE = "日期写成2026-11-23这样"
# Why a class's pupil is absent, and why a boarder is on leave: who is not back has no reason yet.
CLASS_REASONS = [pair for pair in AbsenceReason.pairs() if pair[0] != AbsenceReason.NOT_BACK]
LEAVE_REASONS = [pair for pair in CLASS_REASONS if pair[0] != AbsenceReason.PENDING]


def translated(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Let the labels of coded values follow the reader's language."""
    return [(code, _(label)) for code, label in pairs]


def _temperature(text: object, problems: list[FieldProblem], field: str) -> Decimal | None:
    """Read 38.2, 38．2 and the keypad's 382."""
    tidy = str(text or "").strip().replace("．", ".").replace("。", ".").replace("，", ".").replace(",", ".")
    if not tidy:
        return None
    if re.fullmatch(r"[34]\d\d", tidy):
        tidy = f"{tidy[:2]}.{tidy[2]}"
    try:
        return Decimal(tidy).quantize(Decimal("0.1"))
    except InvalidOperation:
        problems.append(FieldProblem(field, BAD_TEMPERATURE, value=str(text)[:40]))
        return None


def _date(text: object, problems: list[FieldProblem], field: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        problems.append(FieldProblem(field, BAD_DATE, value=str(text)[:40]))
        return None


def read_entry(person_id: uuid.UUID, given: Mapping, *, default_onset: dt.date | None = None) -> Entry:
    """Read one pupil's entry from its compact form.

    raises: Invalid with the field of each problem.
    """
    problems: list[FieldProblem] = []
    presence = str(given.get("presence") or Presence.PRESENT)
    reason = str(given.get("absence_reason") or "")
    if presence == AbsenceReason.NOT_BACK:
        # On the sheet of a room it is an answer of its own beside 请假.
        presence, reason = str(Presence.ABSENT), str(AbsenceReason.NOT_BACK)
    symptoms = tuple(str(code) for code in given.get("symptoms") or ())
    seen = given.get("seen_doctor")
    onset = _date(given.get("onset_date"), problems, "onset_date")
    entry = Entry(
        person_id=person_id,
        presence=presence,
        symptoms=symptoms,
        temperature_celsius=_temperature(given.get("temperature"), problems, "temperature_celsius"),
        temperature_site=str(given.get("temperature_site") or ""),
        onset_date=onset or (default_onset if symptoms else None),
        absence_reason=reason if presence == Presence.ABSENT else "",
        seen_doctor=None if seen in (None, "") else seen in (True, "true", "True", "on", "YES"),
        diagnosis=str(given.get("diagnosis") or "").strip(),
        severe_signs=tuple(str(code) for code in given.get("severe") or ()),
        shared_meal=given.get("shared_meal") in (True, "true", "on"),
        note=str(given.get("note") or "").strip(),
    )
    if problems:
        raise Invalid(problems)
    return entry


def entry_json(entry: Entry) -> str:
    """Write an entry in the compact form that the page's hidden inputs hold."""
    is_not_back = entry.absence_reason == AbsenceReason.NOT_BACK
    compact = {
        "presence": AbsenceReason.NOT_BACK.value if is_not_back else entry.presence,
        "symptoms": list(entry.symptoms),
        "temperature": str(entry.temperature_celsius) if entry.temperature_celsius is not None else "",
        "temperature_site": entry.temperature_site,
        "onset_date": entry.onset_date.isoformat() if entry.onset_date else "",
        "absence_reason": "" if is_not_back else entry.absence_reason,
        "seen_doctor": {True: "YES", False: "NO", None: ""}[entry.seen_doctor],
        "diagnosis": entry.diagnosis,
        "severe": list(entry.severe_signs),
        "shared_meal": entry.shared_meal,
        "note": entry.note,
    }
    return json.dumps({name: value for name, value in compact.items() if value}, ensure_ascii=False)


def read_check(posted: Mapping[str, str], *, day: dt.date) -> tuple[list[Entry], dict[uuid.UUID, str]]:
    """Read the entries and the answers of a posted check page.

    returns: entries, and answer by question id. raises: Invalid.
    """
    entries: list[Entry] = []
    answers: dict[uuid.UUID, str] = {}
    problems: list[FieldProblem] = []
    for name, value in posted.items():
        if (found := ENTRY_NAME.match(name)) and value:
            try:
                given = json.loads(value)
                entries.append(read_entry(uuid.UUID(found[1]), given, default_onset=day))
            except Invalid as error:
                problems += error.problems
            except (ValueError, AttributeError, TypeError):
                problems.append(FieldProblem(name, "这一项读不出来，重新填", value=value[:40]))
        elif (found := ANSWER_NAME.match(name)) and value in Answer.values():
            answers[uuid.UUID(found[1])] = value
    if problems:
        raise Invalid(problems)
    return entries, answers


class PupilEntry(forms.Form):
    """One pupil's entry as a page of its own: the sheet without JavaScript."""

    presence = forms.ChoiceField(
        label=_("情况"),
        choices=translated([("PRESENT", "到校不适"), ("ABSENT", "缺勤"), ("LEFT", "离校"), ("", "正常")]),
        widget=forms.RadioSelect,
        required=False,
        initial="PRESENT",
    )
    absence_reason = forms.ChoiceField(
        label=_("缺勤原因"), choices=translated(CLASS_REASONS), widget=forms.RadioSelect, required=False
    )
    symptoms = forms.MultipleChoiceField(
        label=_("症状"),
        choices=translated(Symptom.pairs()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    temperature = forms.CharField(label=_("体温"), required=False, max_length=6)
    temperature_site = forms.ChoiceField(
        label=_("测温部位"), choices=[("", "—"), *translated(TemperatureSite.pairs())], required=False
    )
    onset_date = forms.DateField(
        label=_("发病日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    seen_doctor = forms.ChoiceField(
        label=_("是否就诊"), choices=[("", "—"), ("YES", _("已就诊")), ("NO", _("未就诊"))], required=False
    )
    diagnosis = forms.CharField(label=_("诊断"), required=False, max_length=100)
    severe = forms.MultipleChoiceField(
        label=_("危重体征"),
        choices=translated(SevereSign.pairs()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    shared_meal = forms.BooleanField(label=_("近2天有共同就餐或饮水"), required=False)
    note = forms.CharField(label=_("备注"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class RoomEntry(PupilEntry):
    """One boarder's entry in the evening: who is not back is told from who is on leave."""

    presence = forms.ChoiceField(
        label=_("情况"),
        choices=translated(
            [("PRESENT", "在寝不适"), ("NOT_BACK", "未归"), ("ABSENT", "请假"), ("LEFT", "离校"), ("", "正常")]
        ),
        widget=forms.RadioSelect,
        required=False,
        initial="PRESENT",
    )
    absence_reason = forms.ChoiceField(
        label=_("请假原因"), choices=translated(LEAVE_REASONS), widget=forms.RadioSelect, required=False
    )


class Assessment(forms.Form):
    """What the school doctor or health teacher makes of an entry."""

    verdict = forms.ChoiceField(label=_("核实"), choices=translated(Verdict.pairs()), widget=forms.RadioSelect)
    disposition = forms.ChoiceField(
        label=_("去向"), choices=translated(Disposition.pairs()), widget=forms.RadioSelect, required=False
    )
    symptoms = forms.MultipleChoiceField(
        label=_("症状"), choices=translated(Symptom.pairs()), widget=forms.CheckboxSelectMultiple, required=False
    )
    temperature = forms.CharField(label=_("体温"), required=False, max_length=6)
    note = forms.CharField(label=_("备注"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_temperature(self) -> Decimal | None:
        """Read the temperature as the check page does."""
        problems: list[FieldProblem] = []
        value = _temperature(self.cleaned_data.get("temperature"), problems, "temperature")
        if problems or (value is not None and not Decimal(30) <= value <= Decimal(45)):
            raise forms.ValidationError(_("体温填30到45之间的数，如38.2"))
        return value


class Waiver(forms.Form):
    """Why a group does not report today."""

    reason = forms.CharField(label=_("免报原因"), max_length=200)
    sessions = forms.MultipleChoiceField(
        label=_("时段"),
        choices=translated([("MORNING", "晨检"), ("NOON", "午检"), ("EVENING", "晚检")]),
        widget=forms.CheckboxSelectMultiple,
    )
