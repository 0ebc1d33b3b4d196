"""A second engine, written plainly from the conventions: every save judges everything anew.

It reads the same records and the rules' numbers; windows are searched by every day, sets are compared by hand.
"""

import datetime as dt
from collections import defaultdict

ORDER = "FRGJCPQ"
SHIFT = dt.timezone(dt.timedelta(hours=8))
OUT = {"EXCLUDED", "WITHDRAWN"}


def run(rules, schools, records, closings=()):
    """Play a history. closings: (moment, event number from 1). returns: fires, updates, revocations as plain tuples."""
    world = _World(rules, schools)
    moments = set()
    for one in records:
        moments |= {one.recorded_at} | {max(change.at, one.recorded_at) for change in one.changes}
        moments |= {max(at, one.recorded_at) for at in (one.recovered_at, one.diagnosis and one.diagnosis.at) if at}
    moments |= {at for at, _ in closings}
    for now in sorted(moments):
        world.save([one for one in records if one.recorded_at <= now], now)
        for at, number in closings:
            if at == now and number <= len(world.events):
                world.events[number - 1]["closed"] = True
    return world.fires, world.updates, world.revoked


class _World:
    def __init__(self, rules, schools):
        self.rules, self.schools = rules, schools
        self.events, self.fires, self.updates, self.revoked = [], [], [], []

    def save(self, records, now):
        cases = self._cases(records, now)
        for rule in self.rules:
            for unit in self._units(rule, cases):
                if self.schools[unit[1]].kind in rule.settings:
                    self._judge(rule, unit, cases, now)

    def _cases(self, records, now):
        """Say what is known of each illness."""
        by_key = defaultdict(list)
        for one in records:
            by_key[one.key].append(one)
        return {key: self._case(sorted(mine, key=lambda one: one.recorded_at), now) for key, mine in by_key.items()}

    def _case(self, mine, now):
        history = []
        standing = []
        for one in mine:
            changes = sorted((c for c in one.changes if c.at <= now), key=lambda c: c.at)
            if changes and changes[-1].status.value == "WITHDRAWN":
                continue
            standing.append(one)
            first = [one.diagnosis] if one.diagnosis and one.diagnosis.at <= now else []
            name = None
            for told in sorted(first + changes, key=lambda step: step.at):
                name = told.disease or name
                if told.status.value != "WITHDRAWN":
                    history.append((max(told.at, one.recorded_at), told.status.value, name))
        history.sort(key=lambda step: step[0])
        shown = standing or mine
        groups = set().union(*(one.groups for one in shown))
        heat = max((one.temperature_celsius or 0 for one in shown), default=0)
        status, disease = (history[-1][1], history[-1][2]) if history else (None, None)
        for _, _, name in history:
            disease = name or disease
        recovered = [one.recovered_at for one in shown if one.recovered_at and one.recovered_at <= now]
        again = [one for one in shown if recovered and one.recorded_at > max(recovered) and not one.recovered_at]
        return {
            "out": not standing or status in OUT, "person": mine[0].person, "groups": groups, "status": status,
            "disease": disease, "ili": heat >= 38 and "Q" in groups, "staff": shown[0].is_staff,
            "school": shown[0].school, "class": next((o.class_group for o in shown if o.class_group), None),
            "room": next((o.dorm for o in shown if o.dorm), None), "day": self._day(shown[0]),
            "exposures": {one.exposure for one in shown if one.exposure},
            "recovered": bool(recovered) and not any(one.groups for one in again),
        }  # fmt: skip

    @staticmethod
    def _day(record):
        onset = record.onset
        day = onset.astimezone(SHIFT).date() if isinstance(onset, dt.datetime) else onset
        return min(day, record.recorded_at.astimezone(SHIFT).date())

    @staticmethod
    def _units(rule, cases):
        wanted = {"CLASS_OR_DORM": ("CLASS", "DORM")}.get(rule.scope.value, (rule.scope.value,))
        found = set()
        for case in cases.values():
            for scope, name in (("CLASS", case["class"]), ("DORM", case["room"]), ("INSTITUTION", case["school"])):
                if scope in wanted and name and (scope == "INSTITUTION" or not case["staff"]):
                    found.add((scope, case["school"], name))
        return sorted(found)

    @staticmethod
    def _inside(unit, case):
        scope, school, name = unit
        if case["school"] != school or case["out"]:
            return False
        if scope == "INSTITUTION":
            return True
        return not case["staff"] and case["class" if scope == "CLASS" else "room"] == name

    @staticmethod
    def _labels(rule, case):
        kind = rule.condition.counted.value
        if kind == "SIMILAR":
            return case["groups"] | {"exposure:" + one for one in case["exposures"]}
        if kind == "EXPOSURE":
            return {"exposure:" + one for one in case["exposures"]}
        if kind == "DEFINITION":
            return {""} if case["ili"] else set()
        is_named = case["disease"] == rule.disease and case["status"] in {one.value for one in rule.condition.statuses}
        return {""} if is_named else set()

    def _windows(self, rule, unit, members, now):
        """Give every window that is enough, by its last day."""
        found = []
        if rule.window.kind.value == "NOW":
            ill = {key for key, case in members.items() if not case["recovered"]}
            size = self.schools[unit[1]].sizes.get(unit[2])
            people = {members[key]["person"] for key in ill}
            if size and len(people) * 100 >= rule.condition.percent * size:
                found.append((now.astimezone(SHIFT).date(), ill, len(people)))
            return found
        days = [case["day"] for case in members.values()]
        day = min(days, default=None)
        while day is not None and day <= max(days):
            first = day - dt.timedelta(days=rule.window.days - 1) if rule.window.days else min(days)
            held = {key for key, case in members.items() if first <= case["day"] <= day}
            people = {members[key]["person"] for key in held}
            confirmed = {members[key]["person"] for key in held if members[key]["status"] == "CONFIRMED"}
            is_enough = len(people) >= rule.condition.at_least and len(confirmed) >= rule.condition.confirmed_at_least
            if is_enough and any(members[key]["day"] == day for key in held):
                found.append((day, held, len(people)))
            day += dt.timedelta(days=1)
        return found

    def _judge(self, rule, unit, cases, now):
        by_label = defaultdict(dict)
        for key, case in cases.items():
            if self._inside(unit, case):
                for label in self._labels(rule, case):
                    by_label[label][key] = case
        full = {label: self._windows(rule, unit, members, now) for label, members in by_label.items()}
        self._take_back(rule, unit, by_label, full, now)
        seen = defaultdict(set)
        for event in self.events:
            if event["unit"] == unit and rule.id in event["rules"]:
                for label, keys in event["rules"][rule.id].items():
                    seen[label] |= keys
        new = {label: [one for one in found if one[1] - seen[label]] for label, found in full.items()}
        if rule.condition.below:
            if any(count >= rule.condition.below for found in new.values() for _, _, count in found):
                return
            successor = rule.condition.taken_over_by
            if any(e["unit"] == unit and successor in e["rules"] and not e["closed"] for e in self.events):
                return
        self._add(rule, unit, full, new, now)

    def _take_back(self, rule, unit, by_label, full, now):
        for event in self.events:
            if event["unit"] != unit or rule.id not in event["rules"]:
                continue
            held = event["rules"][rule.id]
            left = any(keys - set(by_label[label]) for label, keys in held.items())
            if rule.window.kind.value == "NOW":
                size = self.schools[unit[1]].sizes.get(unit[2]) or 0
                stay = {by_label[""][key]["person"] for key in held[""] if key in by_label[""]}
                still = size and len(stay) * 100 >= rule.condition.percent * size
            else:
                still = any(one[1] & keys for label, keys in held.items() for one in full.get(label, []))
            if left and not still:
                del event["rules"][rule.id]
                self.revoked.append((rule.id, *unit, now))

    def _add(self, rule, unit, full, new, now):
        people = {label: set().union(*(one[1] for one in found)) for label, found in full.items() if found}
        ranked = sorted(people, key=lambda one: (-len(people[one]), ORDER.index(one) if one in list(ORDER) else 9, one))
        hits = []
        for label in ranked:
            for hit in hits:
                if people[label] <= people[hit[0]]:
                    hit.append(label)
                    break
            else:
                hits.append([label])
        homes = [self._home(rule, unit, hit) for hit in hits]
        for hit, home in zip(hits, homes, strict=True):
            if home is None and new[hit[0]]:
                fresh = {"unit": unit, "family": rule.family or rule.id, "closed": False, "rules": {}}
                self.events.append(fresh)
                self._hit(rule, fresh, [hit], people, new, now)
        for event in [one for one in self.events if any(home is one for home in homes)]:
            self._hit(
                rule, event, [hit for hit, home in zip(hits, homes, strict=True) if home is event], people, new, now
            )

    def _home(self, rule, unit, hit):
        for event in self.events:
            labels = event.get("labels", set())
            is_open = event["rules"] and not event["closed"]
            if is_open and event["unit"] == unit and event["family"] == (rule.family or rule.id) and labels & set(hit):
                return event
        return None

    def _hit(self, rule, event, hits, people, new, now):
        fresh = [hit for hit in hits if new[hit[0]]]
        mine = event["rules"].get(rule.id)
        if mine is None and not fresh:
            return
        if mine is None:
            day, _, count = new[fresh[0][0]][0]
            self.fires.append((rule.id, *event["unit"], now, day, count))
            mine = event["rules"][rule.id] = {}
        elif fresh:
            order = [*mine, *(hit[0] for hit in fresh)]
            label = min((hit[0] for hit in fresh), key=order.index)
            self.updates.append((rule.id, *event["unit"], now, max(one[2] for one in new[label])))
        for hit in hits:
            for label in hit:
                mine[label] = mine.get(label, set()) | people[label]
        event["labels"] = event.get("labels", set()) | {label for hit in hits for label in hit}
