"""The second driver: a scenario through the product, saved through services, read back from the signals."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from sizao.core import dispatch
from sizao.core.errors import SizaoError
from sizao.core.ids import new_id
from sizao.demo.builders import BUILDER
from sizao.detect.checks import services as checks
from sizao.detect.checks.queries import Check, Entry
from sizao.detect.linelist import services as linelist
from sizao.detect.linelist.rules import Said
from sizao.detect.signals import services as signals
from sizao.detect.signals.models import Signal
from sizao.epi.thresholds import Change, DayMode, Record, Status
from sizao.epi.thresholds.lines import local_day
from tests.conformance import returning
from tests.conformance.answers import Answer, LeftOut
from tests.conformance.readback import Reader, opener_of
from tests.conformance.scenarios import Done, Scenario, moment
from tests.conformance.schooling import World, build

SYMPTOM = {
    "F": "FEVER", "R": "RASH", "G": "VOMITING", "J": "JAUNDICE", "C": "RED_EYES", "P": "SWOLLEN_PAROTID", "Q": "COUGH",
}  # fmt: skip
LONGEST_ONSET_OF_A_CHECK = dt.timedelta(days=60)
Illness = tuple[str, int]


class Product:
    """Builds the schools, saves every record at its moment, delivers the facts, and reads the signals back.

    Classes report in the slots of their day, and the day's return (日报告) is read from the draft that a school signs.
    Dates of onset and recovery are read back from the line list, and return rules (复课) from the rules in force.
    What `left_out` lists has no place in the product: no module keeps contacts, and of an illness only onset,
    diagnoses and recovery are on file, not crusts, swelling, treatment, a doctor's advice or a certificate. Routine
    duties are in no expectation of a scenario; the product lists them on the page of rules and asks for none.
    """

    def left_out(self, scenario: Scenario) -> list[LeftOut]:
        """List what has no place in the product."""
        return [*returning.left_out(scenario), *(
            LeftOut("observations", one["person"], "no module keeps contacts and the day they were last exposed")
            for one in scenario.expect["observations"]
        )]  # fmt: skip

    def run(self, scenario: Scenario) -> Answer:
        """Play everything in time order."""
        world = build(scenario)
        player = _Player(scenario, world)
        reader = Reader(scenario, world)
        expect = scenario.expect
        asked = {moment(one["at"]) for one in (*expect["shown_first"], *expect["daily_returns"])}
        for at in sorted(player.moments() | asked):
            player.play(at)
            if at in asked:
                reader.look(at)
        return reader.answer()


@dataclass
class _Player:
    """Saves what a scenario says at a moment. sheets: what stands in each class's report of a day."""

    scenario: Scenario
    world: World
    sheets: dict[tuple[int, int, dt.date], dict[uuid.UUID, Entry]] = field(default_factory=dict)
    versions: dict[tuple[int, int, dt.date], int] = field(default_factory=lambda: defaultdict(int))
    on_sheet: dict[int, tuple[int, int, dt.date]] = field(default_factory=dict)
    slots: set[dt.date] = field(default_factory=set)

    def moments(self) -> set[dt.datetime]:
        """Collect every moment at which something is saved or done."""
        saved = {at for record in self.scenario.records for at in record.moments()}
        reported = {one.at for reports in self.scenario.class_reports.values() for one in reports}
        return saved | reported | {one.at for one in self.scenario.actions}

    def play(self, at: dt.datetime) -> None:
        """Save the records of a moment together, then what was learned of illnesses, then what people did."""
        self._open_slots(at)
        fresh = [(place, one) for place, one in enumerate(self.scenario.records) if one.recorded_at == at]
        changed = set()
        for place, record in fresh:
            self.world.place(record, at)
            if self._is_checked(place, record):
                changed.add(self._write(place, record))
            else:
                self._register(record, at)
        for sheet in sorted(changed | self._reported(at)):
            self._send(sheet, at)
        self._deliver(at)
        for place, record in enumerate(self.scenario.records):
            if record.recorded_at <= at:
                self._learn(place, record, at)
        self._deliver(at)
        for action in self.scenario.actions:
            if action.at == at:
                self._act(action)

    def _open_slots(self, at: dt.datetime) -> None:
        """Let the day ask every class for its morning report, on days of which the scenario says who reported."""
        days = {local_day(one.at) for reports in self.scenario.class_reports.values() for one in reports}
        day = local_day(at)
        if day in days - self.slots:
            checks.open_slots(actor=BUILDER, now=at, day=day)
            self.slots.add(day)

    def _reported(self, at: dt.datetime) -> set[tuple[int, int, dt.date]]:
        """Give the sheets that classes hand in at a moment without a new record: as they stand, empty for a zero."""
        found = set()
        for code, reports in self.scenario.class_reports.items():
            for one in reports:
                group = self.world.classes[code, one.class_group]
                sheet = (self.world.schools[code], group, local_day(one.at))
                if one.at == at and not (one.has_cases and self.versions[sheet]):
                    self.sheets.setdefault(sheet, {})
                    found.add(sheet)
        return found

    def _is_checked(self, place: int, record: Record) -> bool:
        """Tell whether a class check can say all of a record; what it cannot, the doctor registers."""
        if record.is_staff or record.class_group is None or self.scenario.channels[place] != "class check":
            return False
        is_early = record.diagnosis is not None and record.diagnosis.at <= record.recorded_at
        if is_early or record.exposure or record.severe_signs or record.is_hospitalised:
            return False
        by_hour = self.scenario.settings.day_mode is DayMode.ROLLING_24H and isinstance(record.onset, dt.datetime)
        day = local_day(record.onset)
        is_old = local_day(record.recorded_at) - day > LONGEST_ONSET_OF_A_CHECK or day > local_day(record.recorded_at)
        return not (by_hour or is_old or self._is_another(record) or self._is_written(record))

    def _is_another(self, record: Record) -> bool:
        """Tell whether this record opens a second illness, which only a person can say."""
        return record.episode > 1 and record == min(self._of(record.key), key=lambda one: one.recorded_at)

    def _of(self, key: Illness) -> list[Record]:
        return [one for one in self.scenario.records if one.key == key]

    def _sheet(self, record: Record) -> tuple[int, int, dt.date]:
        school, _person = self.world.person(record)
        return school, self.world.classes[record.school, record.class_group], local_day(record.recorded_at)

    def _is_written(self, record: Record) -> bool:
        return self.world.person(record)[1] in self.sheets.get(self._sheet(record), {})

    def _write(self, place: int, record: Record) -> tuple[int, int, dt.date]:
        sheet = self._sheet(record)
        person = self.world.person(record)[1]
        self.sheets.setdefault(sheet, {})[person] = Entry(
            person, symptoms=_symptoms(record), temperature_celsius=_celsius(record),
            onset_date=local_day(record.onset),
        )  # fmt: skip
        self.on_sheet[place] = sheet
        return sheet

    def _send(self, sheet: tuple[int, int, dt.date], at: dt.datetime) -> None:
        school, group, day = sheet
        check = Check(
            new_id(at), school, group, day, "MORNING" if day in self.slots else "OBSERVATION",
            base_version=self.versions[sheet], entries=tuple(self.sheets[sheet].values()),
            reason="补记" if self.versions[sheet] else "",
        )  # fmt: skip
        (outcome,) = checks.submit_planned(actor=BUILDER, now=at, planned=[(BUILDER, at, check)])
        if isinstance(outcome, SizaoError):
            raise outcome
        self.versions[sheet] += 1

    def _register(self, record: Record, at: dt.datetime) -> None:
        school, person = self.world.person(record)
        onset = min(local_day(record.onset), local_day(at))
        is_exact = isinstance(record.onset, dt.datetime) and record.onset <= at
        diagnosis = record.diagnosis if record.diagnosis and record.diagnosis.at <= at else None
        said = Said(
            _symptoms(record), _celsius(record), onset, ("DEHYDRATION",) if record.severe_signs else (),
            record.exposure or "",
        )  # fmt: skip
        presented = linelist.Presented(
            said, linelist.Diagnosed(diagnosis.disease, diagnosis.status.value) if diagnosis else linelist.Diagnosed(),
            record.onset if is_exact else None, record.is_hospitalised, is_new=self._is_another(record),
        )  # fmt: skip
        linelist.register_illness(actor=BUILDER, now=at, school_id=school, person_id=person, presented=presented)

    def _learn(self, place: int, record: Record, at: dt.datetime) -> None:
        """Write what becomes known of an illness at this moment: a later diagnosis, a change, its end."""
        key = self._key(record)
        diagnosis = record.diagnosis
        if diagnosis is not None and diagnosis.at == at and diagnosis.at > record.recorded_at:
            self._change(key, at, diagnosis.status.value, diagnosis.disease, "")
        for change in record.changes:
            if max(change.at, record.recorded_at) == at:
                self._apply(place, record, key, change, at)
        if record.recovered_at is not None and max(record.recovered_at, record.recorded_at) == at:
            linelist.record_recovery(actor=BUILDER, now=at, illness=key, recovered_at=record.recovered_at)

    def _key(self, record: Record) -> linelist.IllnessKey:
        school, person = self.world.person(record)
        return linelist.IllnessKey(school, person, record.episode)

    def _apply(self, place: int, record: Record, key: linelist.IllnessKey, change: Change, at: dt.datetime) -> None:
        if change.status is not Status.WITHDRAWN:
            self._change(key, at, change.status.value, change.disease or "", change.reason or "订正")
        elif place in self.on_sheet:
            sheet = self.on_sheet[place]
            del self.sheets[sheet][self.world.person(record)[1]]
            self._send(sheet, at)
        else:
            linelist.withdraw_illness(actor=BUILDER, now=at, illness=key, reason=change.reason or "登记有误")

    def _change(self, key: linelist.IllnessKey, at: dt.datetime, status: str, disease: str, reason: str) -> None:
        try:
            linelist.change_case(
                actor=BUILDER, now=at, illness=key, status=status, disease=disease, reason=reason[:200]
            )
        except linelist.NothingToChange:
            """The same diagnosis by another channel says nothing new."""

    def _act(self, action: Done) -> None:
        if action.kind == "close_event":
            row = opener_of(action, self.world)
            rows = Signal.objects.whole_tree(reason="conformance").filter(school_id=row.school_id, event=row.event)
            for one in rows.filter(state__in=("NEW", "VERIFYING")):
                signals.confirm_signal(
                    actor=BUILDER, now=action.at, school_id=one.school_id, signal_id=one.id, reason="已核实"
                )  # fmt: skip
            signals.close_event(
                actor=BUILDER, now=action.at, school_id=row.school_id, signal_id=row.id, reason="疫情结束"
            )
            return
        for row in self.world.standing(action):
            signals.note_report(actor=BUILDER, now=action.at, school_id=row.school_id, signal_id=row.id, to=action.to)

    def _deliver(self, at: dt.datetime) -> None:
        """Tell all facts, and those that their handlers announce."""
        while dispatch.dispatch(now=at):
            pass


def _symptoms(record: Record) -> tuple[str, ...]:
    return tuple(SYMPTOM[one] for one in sorted(record.groups)) or ("OTHER",)


def _celsius(record: Record) -> Decimal | None:
    return None if record.temperature_celsius is None else Decimal(str(record.temperature_celsius))
