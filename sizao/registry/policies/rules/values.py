"""A value set above may be tightened below, never loosened: what tighter means, and who wins along a path."""

import datetime as dt
import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sizao.core.choices import Choices
from sizao.core.errors import SizaoError

Value = dt.time | int | frozenset[str]
Translate = Callable[[str], str]

# The source of a default that no text gives: ours. The first unit that sets such a value is not bound by it.
PROJECT = "PROJECT"


class Tighter(Choices):
    """Which way a unit below may move a value; the label says it to people."""

    EARLIER = "EARLIER", "只能更早"
    LATER = "LATER", "只能更晚"
    SMALLER = "SMALLER", "只能更小"
    LARGER = "LARGER", "只能更大"
    SUPERSET = "SUPERSET", "只能增加，不能减少"
    LOCKED = "LOCKED", "不能更改"
    FREE = "FREE", "可以自行设定"


class Kind(Choices):
    """What sort of value a policy has, and how it is kept: "10:30", 15, ["MORNING"]."""

    TIME = "TIME", "时刻"
    NUMBER = "NUMBER", "数"
    SET = "SET", "多项"


HOLDS: dict[Tighter, Callable[[Value, Value], bool]] = {
    Tighter.EARLIER: operator.le,
    Tighter.LATER: operator.ge,
    Tighter.SMALLER: operator.le,
    Tighter.LARGER: operator.ge,
    Tighter.SUPERSET: operator.ge,
    Tighter.LOCKED: operator.eq,
    Tighter.FREE: lambda lower, upper: True,
}


@dataclass(frozen=True, slots=True)
class PolicyKey:
    """One thing that can be set.

    default: used where no unit on the path has set anything.
    source: key in `docs/sources.md` or rule id; PROJECT when the default is our own decision.
    unit: what a number counts, in Chinese.
    options: (code, label) of what a set may hold.
    limits: smallest and largest sensible number, both included.
    """

    key: str
    label: str
    kind: Kind
    tighter: Tighter
    default: Value
    source: str
    unit: str = ""
    options: tuple[tuple[str, str], ...] = ()
    limits: tuple[int, int] | None = None

    @property
    def is_binding(self) -> bool:
        """Whether the default itself may only be tightened: yes when it comes from an official text."""
        return self.source != PROJECT


class UnknownPolicy(SizaoError):
    """No policy has this key."""

    code = "unknown_policy"
    message = "没有名为“{key}”的规则"
    http_status = 404


class BadPolicyValue(SizaoError):
    """The value is not of the kind that this policy has, or outside its limits."""

    code = "bad_policy_value"
    message = "“{label}”不能是“{value}”"
    http_status = 422


class SlotNeverOpen(SizaoError):
    """A slot would be due before it opens."""

    code = "slot_never_open"
    message = "截止时间{due}不晚于开始时间{opens}，没有时间填报"
    http_status = 422


class LooserThanAbove(SizaoError):
    """A unit wanted a value looser than what the level above set."""

    code = "looser_than_above"
    message = "“{label}”上级定为{upper}，下级{meaning}，不能定为{lower}"
    http_status = 422

    def __init__(self, key: PolicyKey, upper: Value, lower: Value) -> None:
        self.key, self.upper, self.lower = key, upper, lower
        super().__init__(label=key.label, meaning=key.tighter.label)

    def text(self, translate: Translate = str) -> str:
        """Say what the level above set and which way one may go."""
        return translate(self.message).format(
            label=translate(self.key.label),
            upper=show_value(self.key, self.upper, translate),
            lower=show_value(self.key, self.lower, translate),
            meaning=translate(self.key.tighter.label),
        )


def read_value(key: PolicyKey, raw: object) -> Value:
    """Read a value as it is kept: "10:30", 15, or a list of codes.

    raises: BadPolicyValue.
    """
    if key.kind == Kind.TIME and isinstance(raw, str) and re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", raw):
        return dt.time.fromisoformat(raw)
    if key.kind == Kind.NUMBER and isinstance(raw, int) and not isinstance(raw, bool):
        low, high = key.limits or (raw, raw)
        if low <= raw <= high:
            return raw
    if key.kind == Kind.SET and isinstance(raw, list | tuple | set | frozenset):
        codes = {code for code, _ in key.options}
        if all(isinstance(code, str) and code in codes for code in raw):
            return frozenset(raw)
    raise BadPolicyValue(label=key.label, value=raw)


def write_value(key: PolicyKey, value: Value) -> str | int | list[str]:
    """Give a value in the form in which it is kept; the opposite of `read_value`."""
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, frozenset):
        return [code for code, _ in key.options if code in value]
    return value


def show_value(key: PolicyKey, value: Value, translate: Translate = str) -> str:
    """Say a value to people: 10:30, 15分钟, 晨检、午检."""
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, frozenset):
        labels = [translate(label) for code, label in key.options if code in value]
        return translate("、").join(labels) or translate("无")
    return translate("{value}{unit}").format(value=value, unit=translate(key.unit)) if key.unit else str(value)


def check_tighter(key: PolicyKey, upper: Value, lower: Value) -> None:
    """Refuse a value that loosens what the level above set.

    raises: LooserThanAbove.
    """
    if not HOLDS[key.tighter](lower, upper):
        raise LooserThanAbove(key, upper, lower)


def tighten(key: PolicyKey, value: Value, wanted: Value) -> Value:
    """Give the tighter of two values: what a response level asks never loosens what holds without it."""
    if isinstance(value, frozenset) and isinstance(wanted, frozenset):
        return value | wanted
    return wanted if key.tighter != Tighter.LOCKED and HOLDS[key.tighter](wanted, value) else value


def check_window(opens: dt.time, due: dt.time) -> None:
    """Refuse a slot that is due before it opens.

    raises: SlotNeverOpen.
    """
    if due <= opens:
        raise SlotNeverOpen(opens=opens.strftime("%H:%M"), due=due.strftime("%H:%M"))


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that a unit on the path has set."""

    unit_id: int
    value: Value


@dataclass(frozen=True, slots=True)
class Refusal:
    """A setting that does not count because it loosens what stands above it."""

    unit_id: int
    value: Value
    error: LooserThanAbove


@dataclass(frozen=True, slots=True)
class Resolved:
    """The value that holds at the end of a path.

    from_unit_id: who set it; None for the national default.
    path: all that was set, from the top, the refused included.
    raised_by: the unit whose response level tightened the value, None when no level does.
    """

    key: PolicyKey
    value: Value
    from_unit_id: int | None
    path: tuple[Setting, ...]
    refused: tuple[Refusal, ...]
    raised_by: int | None = None

    def raised(self, unit_id: int, wanted: Value) -> "Resolved":
        """Give what holds when a response level of a unit on the path asks for a value too."""
        value = tighten(self.key, self.value, wanted)
        return self if value == self.value else replace(self, value=value, from_unit_id=unit_id, raised_by=unit_id)


def resolve(chain: Iterable[tuple[int, Value | None]], key: PolicyKey) -> Resolved:
    """Find the value that holds for the last unit of a path.

    chain: (unit id, value or None when that unit sets nothing), from the province down.
    returns: the lowest setting that does not loosen those above; what was refused, with the reason.
    """
    value, from_unit_id, is_bound = key.default, None, key.is_binding
    path, refused = [], []
    for unit_id, lower in chain:
        if lower is None:
            continue
        path.append(Setting(unit_id, lower))
        try:
            if is_bound:
                check_tighter(key, value, lower)
        except LooserThanAbove as error:
            refused.append(Refusal(unit_id, lower, error))
        else:
            value, from_unit_id, is_bound = lower, unit_id, True
    return Resolved(key, value, from_unit_id, tuple(path), tuple(refused))
