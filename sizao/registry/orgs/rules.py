"""What a unit is: levels, stages, division codes, school codes, school years, grades and class names."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sizao.core.choices import Choices
from sizao.core.errors import FieldProblem, SizaoError


class Level(Choices):
    """Rank of a unit, from the province down."""

    PROVINCE = "PROVINCE", "省"
    CITY = "CITY", "市"
    COUNTY = "COUNTY", "县（区）"
    SCHOOL = "SCHOOL", "学校"
    CAMPUS = "CAMPUS", "校区"
    GRADE = "GRADE", "年级"
    CLASS = "CLASS", "班级"
    DEPARTMENT = "DEPARTMENT", "部门"


# A unit may hang on any of these: levels can be absent (direct-run cities, cities without counties).
PARENT_LEVELS: dict[Level, tuple[Level, ...]] = {
    Level.PROVINCE: (),
    Level.CITY: (Level.PROVINCE,),
    Level.COUNTY: (Level.CITY, Level.PROVINCE),
    Level.SCHOOL: (Level.COUNTY, Level.CITY, Level.PROVINCE),
    Level.CAMPUS: (Level.SCHOOL,),
    Level.DEPARTMENT: (Level.SCHOOL, Level.CAMPUS, Level.DEPARTMENT),
    Level.GRADE: (Level.SCHOOL, Level.CAMPUS, Level.DEPARTMENT),
    Level.CLASS: (Level.GRADE, Level.DEPARTMENT, Level.CAMPUS, Level.SCHOOL),
}
# Units that are looked for by name wherever they are; the others only inside their school.
NAMED_LEVELS = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.SCHOOL)
# What a person adds; provinces and cities come with the division codes.
ADDED_LEVELS = (Level.COUNTY, Level.SCHOOL, Level.CAMPUS, Level.GRADE, Level.CLASS, Level.DEPARTMENT)


def levels_below(level: str, *, has_divisions: bool) -> tuple[Level, ...]:
    """List what may be added directly under a unit of a level.

    has_divisions: whether cities or counties stand under it; then a school is added where it stands, under one of them.
    """
    found = [one for one in ADDED_LEVELS if level in PARENT_LEVELS[one]]
    return tuple(one for one in found if not (has_divisions and one == Level.SCHOOL))


class Stage(Choices):
    """School stage (学段): which grades a school has."""

    KINDERGARTEN = "KINDERGARTEN", "幼儿园"
    PRIMARY = "PRIMARY", "小学"
    JUNIOR = "JUNIOR", "初中"
    SENIOR = "SENIOR", "高中"
    SECONDARY = "SECONDARY", "完全中学"
    NINE_YEAR = "NINE_YEAR", "九年一贯制学校"
    TWELVE_YEAR = "TWELVE_YEAR", "十二年一贯制学校"
    VOCATIONAL = "VOCATIONAL", "中等职业学校"
    SPECIAL = "SPECIAL", "特殊教育学校"
    UNIVERSITY = "UNIVERSITY", "高等学校"


# Division codes (行政区划代码): direct-run cities have counties, but no level of cities.
DIRECT_RUN = frozenset({"11", "12", "31", "50"})
PROVINCES = frozenset(re.findall("..", "11121314152122233132333435363741" + "424344454650515253546162636465"))


class BadDivisionCode(SizaoError):
    """The text is not the code of a mainland province, city or county."""

    code = "bad_division_code"
    message = "“{value}”不是省、市、县的行政区划代码"
    http_status = 422


def trim_division(code: str) -> str:
    """Shorten a division code to its 2, 4 or 6 meaningful digits: 430000 → 43, 430100 → 4301.

    raises: BadDivisionCode.
    source: CODES
    """
    pairs = re.findall("[0-9]{2}", code) if re.fullmatch("[0-9]{2}|[0-9]{4}|[0-9]{6}", code) else []
    while len(code) == 6 and pairs[-1:] == ["00"]:
        pairs.pop()
    if not pairs or "00" in pairs or pairs[0] not in PROVINCES:
        raise BadDivisionCode(value=code)
    return "".join(pairs)


def pad_division(code: str) -> str:
    """Write a division code with six digits, as GB/T 2260 does: 43 → 430000."""
    return trim_division(code).ljust(6, "0")


def division_level(code: str) -> Level:
    """Tell the level that a code has by its form."""
    return {2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY}[len(trim_division(code))]


def parent_division(code: str) -> str | None:
    """Give the trimmed code of the division above, None for a province.

    Counties of direct-run cities and those run by a province (group `90`) stand directly under the province.
    """
    code = trim_division(code)
    if len(code) == 2:
        return None
    directly_under = len(code) == 4 or code[:2] in DIRECT_RUN or code[2:4] == "90"
    return code[:2] if directly_under else code[:4]


# School codes (学校（机构）标识码): first two digits → what the institution is, and which stages it can have here.
SCHOOL_CATEGORIES: dict[str, tuple[str, tuple[Stage, ...]]] = {
    "11": ("幼儿园", (Stage.KINDERGARTEN,)),
    "21": ("普通小学", (Stage.PRIMARY,)),
    "22": ("成人小学", ()),
    "31": ("普通初中", (Stage.JUNIOR, Stage.NINE_YEAR)),
    "32": ("职业初中", (Stage.JUNIOR,)),
    "33": ("成人初中", ()),
    "34": ("普通高中", (Stage.SENIOR, Stage.SECONDARY, Stage.TWELVE_YEAR)),
    "35": ("成人高中", ()),
    "36": ("中等职业学校", (Stage.VOCATIONAL,)),
    "37": ("工读学校", (Stage.SPECIAL, Stage.JUNIOR)),
    "41": ("普通高等学校", (Stage.UNIVERSITY,)),
    "42": ("成人高等学校", (Stage.UNIVERSITY,)),
    "51": ("特殊教育学校", (Stage.SPECIAL,)),
    "91": ("培养研究生的科研机构", (Stage.UNIVERSITY,)),
    "92": ("民办的其他高等教育机构", (Stage.UNIVERSITY,)),
    "93": ("中等职业培训机构", (Stage.VOCATIONAL,)),
}


class BadSchoolCode(SizaoError):
    """The text is not a school code of ten digits."""

    code = "bad_school_code"
    message = "学校标识码应为10位数字，填写的是“{value}”"
    http_status = 422


class UnknownSchoolCategory(BadSchoolCode):
    """The first two digits name no kind of institution."""

    code = "unknown_school_category"
    message = "学校标识码“{value}”的前两位“{category}”不是学校类别"


class UnknownSchoolProvince(BadSchoolCode):
    """The third and fourth digits name no mainland province."""

    code = "unknown_school_province"
    message = "学校标识码“{value}”的第3、4位“{province}”不是省级代码"


@dataclass(frozen=True, slots=True)
class SchoolCode:
    """The parts of a school code: category (2 digits), province (2), serial (6)."""

    code: str
    category: str
    province: str

    @property
    def category_label(self) -> str:
        """What kind of institution the code was given to, in Chinese."""
        return SCHOOL_CATEGORIES[self.category][0]

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages such an institution can have, the usual one first."""
        return SCHOOL_CATEGORIES[self.category][1]


def parse_school_code(text: str) -> SchoolCode:
    """Read a school code.

    raises: BadSchoolCode, UnknownSchoolCategory, UnknownSchoolProvince.
    source: CODES
    """
    code = text.strip()
    if not re.fullmatch("[0-9]{10}", code):
        raise BadSchoolCode(value=text)
    if code[:2] not in SCHOOL_CATEGORIES:
        raise UnknownSchoolCategory(value=code, category=code[:2])
    if code[2:4] not in PROVINCES:
        raise UnknownSchoolProvince(value=code, province=code[2:4])
    return SchoolCode(code=code, category=code[:2], province=code[2:4])


def school_code_problem(code: SchoolCode, stage: str, province_id: int | None) -> FieldProblem | None:
    """Say what in a school code contradicts the school's stage or the province it stands in; None when nothing does.

    source: CODES
    """
    if stage and code.stages and stage not in code.stages:
        params = {"category": code.category_label, "stage": Stage(stage).label}
        return FieldProblem("code", "标识码属于{category}，和学段{stage}不符", params, value=code.code)
    if province_id is not None and str(province_id)[:2] != code.province:
        return FieldProblem("code", "标识码第3、4位不是学校所在省的代码", value=code.code)
    return None


# Grades: one scale for all stages: 1–9 compulsory, 10–12 upper secondary, kindergarten counts up to 0.
GRADES: dict[Stage, range] = {
    Stage.KINDERGARTEN: range(-2, 1),
    Stage.PRIMARY: range(1, 7),
    Stage.JUNIOR: range(7, 10),
    Stage.SENIOR: range(10, 13),
    Stage.SECONDARY: range(7, 13),
    Stage.NINE_YEAR: range(1, 10),
    Stage.TWELVE_YEAR: range(1, 13),
    Stage.VOCATIONAL: range(10, 13),
    Stage.SPECIAL: range(1, 10),
    Stage.UNIVERSITY: range(0),
}
GRADE_NAMES = {
    -3: "托班", -2: "小班", -1: "中班", 0: "大班",
    1: "一年级", 2: "二年级", 3: "三年级", 4: "四年级", 5: "五年级", 6: "六年级", 7: "七年级", 8: "八年级", 9: "九年级",
    10: "高一", 11: "高二", 12: "高三",
}  # fmt: skip
VOCATIONAL_NAMES = {**GRADE_NAMES, 10: "中职一年级", 11: "中职二年级", 12: "中职三年级"}
SCHOOL_YEAR_STARTS = (9, 1)
# No school has more parallel classes; twelve grades of them stay below the places of departments.
CLASSES_A_GRADE = 50


def school_year(day: dt.date) -> int:
    """Give the year in which the school year (学年) of a day began, on 1 September."""
    return day.year if (day.month, day.day) >= SCHOOL_YEAR_STARTS else day.year - 1


def stage_grades(stage: Stage, *, primary_years: int = 6) -> range:
    """List the grade numbers of a stage; with five primary years a middle school begins in grade 6 (五四制)."""
    grades = GRADES[stage]
    if stage == Stage.PRIMARY:
        return range(1, primary_years + 1)
    if stage in (Stage.JUNIOR, Stage.SECONDARY):
        return range(primary_years + 1, grades.stop)
    return grades


def grade_number(stage: Stage, entry_year: int, year: int, *, primary_years: int = 6) -> int | None:
    """Give the grade, in school year `year`, of those who entered the stage's first grade in `entry_year`.

    returns: number on the scale of GRADES; None before entry, after leaving, and in universities.
    """
    grades = stage_grades(stage, primary_years=primary_years)
    number = grades.start + year - entry_year
    return number if number in grades else None


def entry_year(stage: Stage, grade: int, year: int, *, primary_years: int = 6) -> int:
    """Give the year in which those now in `grade` entered the stage's first grade."""
    return year - (grade - stage_grades(stage, primary_years=primary_years).start)


def grade_name(stage: Stage, grade: int) -> str:
    """Name a grade as schools of that stage do: 三年级, 八年级, 高一, 大班, 中职二年级."""
    names = VOCATIONAL_NAMES if stage == Stage.VOCATIONAL else GRADE_NAMES
    return names[grade]


def cohort_name(year: int) -> str:
    """Name those who entered in a year, where grades are not counted: 2024级."""
    return f"{year}级"


@dataclass(frozen=True, slots=True)
class PlannedGrade:
    """A grade of a school as it is to be: its place among the grades, its name, the year its pupils entered, and its
    classes as (number, name).
    """

    place: int
    name: str
    entry_year: int
    classes: tuple[tuple[int, str], ...]


def plan_classes(
    stage: Stage, counts: Mapping[int, int], *, year: int, primary_years: int = 6
) -> tuple[PlannedGrade, ...]:
    """Name the grades of a school and their classes.

    counts: classes by grade number of GRADES; grades with none are left out. year: school year they are for.
    """
    planned = []
    for place, grade in enumerate(stage_grades(stage, primary_years=primary_years), start=1):
        name = grade_name(stage, grade)
        entered = entry_year(stage, grade, year, primary_years=primary_years)
        classes = tuple((number, class_name(name, number)) for number in range(1, counts.get(grade, 0) + 1))
        if classes:
            planned.append(PlannedGrade(place, name, entered, classes))
    return tuple(planned)


def class_name(grade: str, number: int) -> str:
    """Name a class by its grade's or cohort's name and its number: 三(2)班, 高一(2)班, 2024级(2)班."""
    stem = re.sub("(年级|班)$", "", grade)
    return f"{stem}({number})班"
