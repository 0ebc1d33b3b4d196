"""Check what is typed about collections, answers and areas at risk."""

import datetime as dt
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sizao.detect.journeys.rules import (
    DAY,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_PLACE,
    Kind,
    Means,
    NewAnswer,
    NewCollection,
    NewStay,
    NewTrip,
    Whereabouts,
)
from sizao.detect.journeys.rules.risks import LONGEST_REASON, LONGEST_SOURCE, NewRisk, Outcome, RiskLevel
from sizao.registry.orgs import queries as orgs

ABROAD = "境外"


def _date(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, widget=widget, error_messages={"required": _("填日期"), "invalid": _("填日期")}, **options
    )


def _choice(label: Any, pairs: list[tuple[str, str]], missing: Any, **options: Any) -> forms.ChoiceField:
    choices = [(code, _(words)) for code, words in pairs]
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing}, **options,
    )  # fmt: skip


def _area(label: Any, **options: Any) -> forms.CharField:
    """Ask for a division in words or by code; the page offers what fits while one types."""
    attrs = {
        "list": "areas", "autocomplete": "off", "hx-get": reverse_lazy("journeys:areas"),
        "hx-trigger": "input changed delay:300ms", "hx-target": "#areas", "hx-swap": "innerHTML",
    }  # fmt: skip
    hint = _("写省市县的名称，如“浏阳市”，也可写6位代码；不在国内写“境外”")
    return forms.CharField(label=label, max_length=60, widget=forms.TextInput(attrs=attrs), help_text=hint, **options)


class _Pick(forms.ChoiceField):
    """Which of several places of one name; one that no longer fits what was written counts for nothing."""

    def validate(self, value: Any) -> None:
        """Leave it to `WithAreas.read_area`, which knows what fits."""


def _pick() -> forms.ChoiceField:
    return _Pick(label=_("是哪一个"), required=False, widget=forms.RadioSelect)


class WithAreas(forms.Form):
    """A form with places: what was written becomes a code; where several fit, they are offered to choose from."""

    places: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.places:
            pick = self.fields[f"{name}_pick"]
            found = orgs.read_division(self.data.get(name, "")) if self.is_bound else []
            pick.choices = [(one.code, one.full_name) for one in found] if len(found) > 1 else []
            if not pick.choices:
                pick.widget = forms.HiddenInput()

    def read_area(self, name: str) -> str:
        """Give the code of a place, "" for abroad; what cannot be read becomes an error of its field."""
        text = (self.cleaned_data.get(name) or "").strip()
        if not text or text == ABROAD:
            return ""
        found = orgs.read_division(text)
        picked = self.cleaned_data.get(f"{name}_pick")
        codes = [one.code for one in found]
        if len(codes) == 1 or picked in codes:
            return picked if picked in codes else codes[0]
        if codes:
            self.add_error(f"{name}_pick", gettext("有{n}个地方叫这个名字，选一个").format(n=len(codes)))
        else:
            self.add_error(name, gettext("没有找到这个地方，写全名或6位代码"))
        return ""


class Collection(forms.Form):
    """What a unit asks, about which days, and when everyone is back."""

    kind = _choice(_("收集什么"), Kind.pairs(), _("选假期去向或返校前行程"), initial=Kind.HOLIDAY)
    name = forms.CharField(
        label=_("名称"), max_length=LONGEST_NAME, help_text=_("如“寒假去向”"), error_messages={"required": _("填名称")}
    )
    starts_on = _date(_("从哪天"))
    latest_day = _date(_("到哪天"))
    return_on = _date(_("返校日期"), help_text=_("到这天为止在各人的今日页上问一次，返校后按保存期限删除"))

    def wanted(self) -> NewCollection:
        """Give the value the services take."""
        values = self.cleaned_data
        return NewCollection(
            values["kind"], values["name"].strip(), values["starts_on"], values["latest_day"] + DAY,
            values["return_on"],
        )  # fmt: skip


class Stay(WithAreas):
    """A place of stay."""

    places = ("area",)

    area = _area(_("住在哪里"), required=False)
    area_pick = _pick()
    place = forms.CharField(
        label=_("详细地点"), max_length=LONGEST_PLACE, required=False, help_text=_("街道社区、宾馆或国家名，不写门牌")
    )
    street_code = forms.CharField(
        label=_("街道或社区代码"), max_length=20, required=False, help_text=_("知道的填9位或12位统计用区划代码"),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )  # fmt: skip
    starts_on = _date(_("从哪天"))
    latest_day = _date(_("到哪天"))

    field_order = ("area", "area_pick", "starts_on", "latest_day", "place", "street_code")

    def clean(self) -> dict[str, Any]:
        """Read the place."""
        values = super().clean() or self.cleaned_data
        values["area_code"] = self.read_area("area")
        if not (values.get("area") or "").strip() and "area" not in self.errors and self.is_needed():
            self.add_error("area", gettext("填住在哪里"))
        return values

    def is_needed(self) -> bool:
        """Tell whether a place has to be given."""
        return True

    def stay(self) -> NewStay:
        """Give the value the services take."""
        values = self.cleaned_data
        return NewStay(
            values["area_code"], values["starts_on"], values["latest_day"] + DAY, values["street_code"].strip(),
            values["place"].strip(),
        )  # fmt: skip


class Answer(Stay):
    """The one question; where the answer is away, where, when and how."""

    whereabouts = _choice(_("假期在哪里"), Whereabouts.pairs(), _("选在本地或去外地"))
    means = _choice(_("去程怎么走"), Means.pairs(), _("选怎么走"), required=False)
    number = forms.CharField(
        label=_("去程车次或航班"), max_length=LONGEST_NUMBER, required=False, help_text=_("知道的填车次、车厢和座位")
    )
    back_means = _choice(_("返程怎么走"), Means.pairs(), _("选怎么走"), required=False)
    back_number = forms.CharField(label=_("返程车次或航班"), max_length=LONGEST_NUMBER, required=False)

    field_order = ("whereabouts", *Stay.field_order, "means", "number", "back_means", "back_number")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.is_needed():
            for name in ("starts_on", "latest_day"):
                self.fields[name].required = False

    def is_needed(self) -> bool:
        """Only who is away has a place and days."""
        return self.data.get("whereabouts") != Whereabouts.LOCAL if self.is_bound else False

    def wanted(self, home: str) -> NewAnswer:
        """Give the value the services take; home: the code of the school's county."""
        values = self.cleaned_data
        if values["whereabouts"] == Whereabouts.LOCAL:
            return NewAnswer(values["whereabouts"])
        stay = self.stay()
        first, latest = values["starts_on"], values["latest_day"]
        ways = (
            (home, stay.area_code, first, values["means"], values["number"]),
            (stay.area_code, home, latest, values["back_means"], values["back_number"]),
        )
        trips = tuple(
            NewTrip(start, goal, day, day, means or Means.OTHER, number.strip())
            for start, goal, day, means, number in ways
            if means or number.strip()
        )
        return NewAnswer(values["whereabouts"], (stay,), trips)


class Trip(WithAreas):
    """A way from one place to another."""

    places = ("from_area", "to_area")

    from_area = _area(_("从哪里"), error_messages={"required": _("填从哪里")})
    from_area_pick = _pick()
    to_area = _area(_("到哪里"), error_messages={"required": _("填到哪里")})
    to_area_pick = _pick()
    left_on = _date(_("出发日期"))
    arrived_on = _date(_("到达日期"))
    means = _choice(_("怎么走"), Means.pairs(), _("选怎么走"))
    number = forms.CharField(
        label=_("车次或航班"), max_length=LONGEST_NUMBER, required=False, help_text=_("知道的填车次、车厢和座位")
    )

    def clean(self) -> dict[str, Any]:
        """Read both places."""
        values = super().clean() or self.cleaned_data
        values["from_code"], values["to_code"] = self.read_area("from_area"), self.read_area("to_area")
        return values

    def wanted(self) -> NewTrip:
        """Give the value the services take."""
        values = self.cleaned_data
        return NewTrip(
            values["from_code"], values["to_code"], values["left_on"], values["arrived_on"], values["means"],
            values["number"].strip(),
        )  # fmt: skip


class Risk(WithAreas):
    """An area at risk: which, how the source calls it, since when."""

    places = ("code",)

    code = _area(_("地区"), error_messages={"required": _("填地区")})
    code_pick = _pick()
    street_code = forms.CharField(
        label=_("街道或社区代码"), max_length=20, required=False, help_text=_("只有一个街道或社区时填9位或12位代码"),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
    )  # fmt: skip
    level = _choice(_("风险等级"), RiskLevel.pairs(), _("选风险等级"))
    source = forms.CharField(
        label=_("依据"), max_length=LONGEST_SOURCE, help_text=_("哪个部门哪天的公告"),
        error_messages={"required": _("写明依据")},
    )  # fmt: skip
    starts_on = _date(_("从哪天"))
    latest_day = _date(_("到哪天"), required=False, help_text=_("还不知道就不填，解除时再填"))

    field_order = ("code", "code_pick", "street_code", "level", "source", "starts_on", "latest_day")

    def clean(self) -> dict[str, Any]:
        """Read the area; the finer code counts, when it lies there."""
        values = super().clean() or self.cleaned_data
        area, street = self.read_area("code"), (values.get("street_code") or "").strip()
        if values.get("code") and not area and not self.errors:
            self.add_error("code", gettext("没有找到这个地方，写全名或6位代码"))
        if street and area and not street.startswith(area.rstrip("0")):
            self.add_error("street_code", gettext("街道社区代码要以{code}开头").format(code=area))
        values["area_code"] = street or area
        return values

    def wanted(self) -> NewRisk:
        """Give the value the services take."""
        values = self.cleaned_data
        latest: dt.date | None = values["latest_day"]
        return NewRisk(
            values["area_code"], values["level"], values["source"].strip(), values["starts_on"],
            latest + DAY if latest else None,
        )  # fmt: skip


class RiskEnd(forms.Form):
    """Until which day an area is at risk."""

    latest_day = _date(_("到哪天"), help_text=_("之前到过的人继续跟进"))


class Decision(forms.Form):
    """What is done for someone who was in an area at risk."""

    outcome = _choice(_("怎么处理"), Outcome.pairs(), _("选怎么处理"), initial=Outcome.MEASURE)
    reason = forms.CharField(
        label=_("原因或做法"), max_length=LONGEST_REASON, required=False, help_text=_("不需要措施时写明原因")
    )


class Purpose(forms.Form):
    """What a list is taken out for."""

    purpose = forms.CharField(
        label=_("用途"), max_length=100, help_text=_("写进文件，也记入审计"), error_messages={"required": _("写明用途")}
    )
