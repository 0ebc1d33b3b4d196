"""Check what is typed on the pages of units."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sizao.registry.orgs.rules import (
    CLASSES_A_GRADE,
    BadSchoolCode,
    Level,
    Stage,
    grade_name,
    parse_school_code,
    school_code_problem,
    stage_grades,
)

# What is asked of a unit of each level, in order.
FIELDS: dict[str, tuple[str, ...]] = {
    Level.PROVINCE: ("phone",),
    Level.CITY: ("name", "short_name", "pinyin_key", "phone"),
    Level.COUNTY: ("name", "short_name", "pinyin_key", "code", "phone"),
    Level.SCHOOL: ("name", "short_name", "pinyin_key", "stage", "code", "owner", "has_boarders", "phone"),
    Level.CAMPUS: ("name", "short_name", "pinyin_key", "phone"),
    Level.GRADE: ("name",),
    Level.CLASS: ("name", "entry_year", "class_number", "declared_size"),
    Level.DEPARTMENT: ("name", "declared_size", "has_boarders", "phone"),
}
# Only the unit that runs another one changes these of it.
SHAPING = frozenset({"name", "short_name", "pinyin_key", "stage", "code", "owner", "entry_year", "class_number"})
# Who runs a unit is decided when it is made; a new name is spelled by itself.
ONLY_NEW = frozenset({"owner", "starts_on"})
ONLY_CHANGED = frozenset({"pinyin_key"})
LONGEST_PHONE, LARGEST_GROUP, MOST_CLASSES = 40, 5000, CLASSES_A_GRADE - 10


def _date(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _number(label: Any, smallest: int, largest: int, **options: Any) -> forms.IntegerField:
    text = format_lazy(_("填{low}到{high}的整数"), low=smallest, high=largest)
    wrong = dict.fromkeys(("invalid", "min_value", "max_value", "required"), text)
    widget = forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=smallest, max_value=largest, widget=widget, error_messages=wrong, **options
    )


class Unit(forms.Form):
    """A unit, new or changed; which fields there are depends on its level."""

    name = forms.CharField(label=_("名称"), max_length=80, error_messages={"required": _("填名称")})
    short_name = forms.CharField(
        label=_("简称"), max_length=40, required=False, help_text=_("手机上显示，不填就用名称")
    )
    pinyin_key = forms.CharField(
        label=_("拼音"), max_length=120, required=False, help_text=_("排序和查找用，读音不对在这里改")
    )
    stage = forms.ChoiceField(label=_("学段"), error_messages={"required": _("选学段"), "invalid_choice": _("选学段")})
    code = forms.CharField(label=_("代码"), max_length=20, required=False)
    owner = forms.TypedChoiceField(
        label=_("主管单位"), coerce=int, help_text=_("日报告仍报给学校所在的县（区）"),
        error_messages={"required": _("选主管单位"), "invalid_choice": _("选主管单位")},
    )  # fmt: skip
    has_boarders = forms.BooleanField(label=_("有住宿生"), required=False)
    entry_year = _number(_("入学年份"), 2000, 2100, required=False)
    class_number = _number(_("班号"), 1, CLASSES_A_GRADE, required=False)
    declared_size = _number(_("应到人数"), 1, LARGEST_GROUP, required=False, help_text=_("名册为空时按这个数算应报"))
    phone = forms.CharField(
        label=_("电话"), max_length=LONGEST_PHONE, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    starts_on = _date(label=_("启用日期"), error_messages={"required": _("填启用日期"), "invalid": _("填启用日期")})

    def __init__(
        self, *args: Any, level: str, province_id: int | None = None, owners: list[tuple[int, str]] | None = None,
        may_shape: bool = True, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.level, self.province_id = level, province_id
        is_new = owners is not None
        wanted = {*FIELDS[level], "starts_on"} - (ONLY_CHANGED if is_new else ONLY_NEW)
        wanted -= set() if may_shape else SHAPING
        for name in self.fields.keys() - wanted:
            del self.fields[name]
        self.order_fields([*FIELDS[level], "starts_on"])
        if "stage" in self.fields:
            self.fields["stage"].choices = [("", _("选学段")), *((code, _(label)) for code, label in Stage.pairs())]
        if "owner" in self.fields:
            self.fields["owner"].choices = owners or []
        if "code" in self.fields:
            self._word_code()
        if level == Level.DEPARTMENT:
            self.fields["has_boarders"].label = _("周末也在岗")

    def _word_code(self) -> None:
        is_school = self.level == Level.SCHOOL
        self.fields["code"].label = _("学校标识码") if is_school else _("行政区划代码")
        self.fields["code"].help_text = _("10位数字") if is_school else _("开发区等可用本地代码")

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if self.level == Level.SCHOOL and code:
            try:
                parts = parse_school_code(code)
            except BadSchoolCode as error:
                raise forms.ValidationError(error.text(gettext)) from error
            problem = school_code_problem(parts, self.cleaned_data.get("stage", ""), self.province_id)
            if problem is not None:
                raise forms.ValidationError(problem.text(gettext))
        return code


class Closing(forms.Form):
    """The day from which a unit no longer exists."""

    from_day = _date(label=_("从哪天起停用"), error_messages={"required": _("填停用日期"), "invalid": _("填停用日期")})


class Classes(forms.Form):
    """How many classes each grade of a school has."""

    primary_years = forms.TypedChoiceField(
        label=_("学制"), coerce=int, choices=[(6, _("六三制")), (5, _("五四制"))], initial=6, required=False,
        empty_value=6, widget=forms.RadioSelect,
    )  # fmt: skip

    def __init__(self, *args: Any, stage: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage = Stage(stage)
        self.grades = sorted({*stage_grades(Stage(stage)), *stage_grades(Stage(stage), primary_years=5)})
        if stage_grades(Stage(stage)) == stage_grades(Stage(stage), primary_years=5):
            del self.fields["primary_years"]
        for grade in self.grades:
            label = gettext("{grade}班数").format(grade=gettext(grade_name(Stage(stage), grade)))
            self.fields[f"grade{grade}"] = _number(label, 0, MOST_CLASSES, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        here = stage_grades(self.stage, primary_years=values.get("primary_years") or 6)
        for grade in self.grades:
            if values.get(f"grade{grade}") and grade not in here:
                self.add_error(f"grade{grade}", gettext("所选学制没有这个年级，不填班数"))
        if not self.errors and not any(values.get(f"grade{grade}") for grade in self.grades):
            self.add_error(None, gettext("至少填一个年级的班数"))
        return values

    @property
    def primary(self) -> int:
        """How many years primary school has here."""
        return self.cleaned_data.get("primary_years") or 6

    def counts(self) -> dict[int, int]:
        """Give the wanted classes by grade number."""
        found = {grade: self.cleaned_data.get(f"grade{grade}") or 0 for grade in self.grades}
        return {grade: count for grade, count in found.items() if count}
