"""Worked scenarios of the rule engine: read a file of them into what the engine and the product are fed with.

Nothing here knows a scenario: ids serve only to name a test.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sizao.epi import diseases
from sizao.epi.thresholds import (
    Change,
    ClassReport,
    Contact,
    CountBasis,
    Course,
    DayMode,
    Diagnosis,
    Record,
    School,
    Settings,
    Status,
)
from sizao.epi.thresholds.lines import local_day

INHERITED = ("shown_first", "daily_returns", "returns", "observations", "notes")


@dataclass(frozen=True)
class Done:
    """An action of a person. opener: the expected hit that opened the event it names, None when it names none."""

    at: dt.datetime
    kind: str
    rule: str | None
    scope: str | None
    school: str | None
    unit: str | None
    to: tuple[str, ...]
    opener: dict[str, Any] | None


@dataclass(frozen=True)
class Scenario:
    """One run: a scenario, or a variant of it, with its expectations. channels: by which each record came."""

    name: str
    packs_on: tuple[str, ...]
    settings: Settings
    schools: dict[str, School]
    records: tuple[Record, ...]
    channels: tuple[str, ...]
    actions: tuple[Done, ...]
    contacts: tuple[Contact, ...]
    class_reports: dict[str, tuple[ClassReport, ...]]
    courses: dict[tuple[str, int], Course]
    expect: dict[str, Any]


def read(folder: Path) -> Iterator[Scenario]:
    """Walk all runs of a folder's `scenarios.yaml`, variants after their scenario."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (folder / "scenarios.yaml").open(encoding="utf-8") as file:
        content = yaml.load(file, Loader=loader)
    for one in content["scenarios"]:
        yield _scenario(one, one["id"], one, one["expect"])
        for variant in one["variants"]:
            inherited = {key: one["expect"][key] for key in INHERITED}
            yield _scenario(one, f"{one['id']}-{variant['id']}", variant, inherited | variant["expect"])


def _scenario(one: dict[str, Any], name: str, run: dict[str, Any], expect: dict[str, Any]) -> Scenario:
    settings = run["settings"]
    return Scenario(
        name=name,
        packs_on=tuple(run["packs_on"]),
        settings=Settings(CountBasis(settings["count_basis"].upper()), DayMode(settings["day_mode"].upper())),
        schools={school["code"]: _school(school) for school in one["schools"]},
        records=tuple(_record(line) for line in one["line_list"]),
        channels=tuple(line["channel"] for line in one["line_list"]),
        actions=tuple(_action(action, one["expect"], expect) for action in one["actions"]),
        contacts=tuple(
            Contact(line["person"], diseases.key_of(line["disease"]), moment(line["last_contact"]))
            for line in one["contacts"]
        ),
        class_reports={
            school["code"]: tuple(
                ClassReport(line["cls"], moment(line["at"]), line["type"] == "cases")
                for line in one["class_reports"]
                if line["school"] == school["code"]
            )
            for school in one["schools"]
        },
        courses=_courses(one["line_list"]),
        expect=expect,
    )


def moment(text: Any) -> Any:
    """Read a date, or a time with its offset."""
    if not isinstance(text, str):
        return text
    return dt.date.fromisoformat(text) if len(text) == 10 else dt.datetime.fromisoformat(text)


def _school(one: dict[str, Any]) -> School:
    sizes = {group["cls"]: group["size"] for group in one["classes"]}
    return School(one["code"], one["type"], sizes, one["site"])


def _record(line: dict[str, Any]) -> Record:
    diagnosis = line["diagnosis"]
    return Record(
        person=line["person"],
        episode=line["episode"],
        school=line["school"],
        onset=moment(line["onset"]),
        recorded_at=moment(line["recorded_at"]),
        is_staff=line["role"] == "staff",
        campus=line["campus"],
        class_group=line["cls"],
        dorm=line["dorm"],
        groups=frozenset(line["symptoms"]),
        temperature_celsius=line["temp_c"],
        severe_signs=tuple(line["severe_signs"]),
        exposure=line["exposure"],
        diagnosis=diagnosis
        and Diagnosis(
            diseases.key_of(diagnosis["disease"]), Status(diagnosis["status"].upper()), moment(diagnosis["at"])
        ),
        changes=tuple(_change(change) for change in line["changes"]),
        is_hospitalised=line["hospitalised"],
        recovered_at=moment(line["recovered_at"]),
    )


def _change(change: dict[str, Any]) -> Change:
    disease = change["disease"] and diseases.key_of(change["disease"])
    return Change(moment(change["at"]), Status(change["status"].upper()), disease, change["reason"])


def _action(action: dict[str, Any], *expectations: dict[str, Any]) -> Done:
    """Read an action; the event that it names is described by the hit that opened it."""
    named = [
        hit
        for expect in expectations
        for hit in (*expect["fires"], *expect["closures"])
        if action["event"] is not None and hit["event"] == action["event"] and hit["opens_event"]
    ]
    return Done(
        moment(action["at"]),
        action["type"],
        action["rule"],
        action["scope"],
        action["school"],
        action["unit"],
        tuple(action["to"]),
        named[0] if named else None,
    )


def _courses(lines: list[dict[str, Any]]) -> dict[tuple[str, int], Course]:
    """Gather what is on file of each illness for its return; the first saved onset holds."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for line in sorted(lines, key=lambda one: moment(one["recorded_at"])):
        values = found.setdefault((line["person"], line["episode"]), {"onset": moment(line["onset"])})
        for name, value in {"recovered_at": line["recovered_at"], **(line["milestones"] or {})}.items():
            if value is not None:
                values[name] = moment(value)
        values["has_pneumonia"] = values.get("has_pneumonia", False) or _names_pneumonia(line["other_symptoms"])
    return {key: Course(**values) for key, values in found.items()}


def _names_pneumonia(texts: list[str]) -> bool:
    return any("pneumonia" in text.lower() or "肺炎" in text for text in texts)


def days(text: str) -> dt.date:
    """Read the day of a date or time."""
    return local_day(moment(text))
