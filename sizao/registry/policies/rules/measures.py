"""What a response level may tighten: sessions of checks, temperature, gate, gatherings, duty, checklists."""

from sizao.core.choices import Choices
from sizao.registry.policies.rules.values import PROJECT, Kind, PolicyKey, Tighter


class Session(Choices):
    """When in the day a group is checked."""

    MORNING = "MORNING", "晨检"
    NOON = "NOON", "午检"
    EVENING = "EVENING", "晚检"


def _several(key: str, label: str, options: tuple[tuple[str, str], ...]) -> PolicyKey:
    return PolicyKey(key, label, Kind.SET, Tighter.SUPERSET, frozenset(), PROJECT, options=options)


GATE = (("REGISTER", "访客登记"), ("TEMPERATURE", "入校量体温"), ("NO_VISITORS", "谢绝访客"),
        ("NO_LEAVE", "非必要不出校"), ("CLOSED", "封闭管理"))  # fmt: skip
DUTY = (("LEADER", "领导带班"), ("WEEKEND", "周末值班"), ("NIGHT", "夜间值班"), ("HOTLINE", "24小时电话"))
CHECKLISTS = (("VENTILATION", "通风消毒"), ("HANDWASHING", "洗手设施"), ("SUPPLIES", "物资清点"),
              ("CANTEEN", "食堂"), ("DORMITORY", "宿舍"), ("BUS", "校车"))  # fmt: skip
MEASURE_KEYS = (
    _several("checks.temperature_sessions", "量体温的时段", tuple(Session.pairs())),
    _several("gate.measures", "校门管理", GATE),
    PolicyKey("gatherings.most_people", "集体活动人数上限", Kind.NUMBER, Tighter.SMALLER, 5000, PROJECT,
              unit="人", limits=(0, 100_000)),
    _several("duty.measures", "值班", DUTY),
    _several("checklists.items", "检查清单", CHECKLISTS),
)  # fmt: skip
# The keys of a measure bundle (措施包); times are not among them, so that no session is closed by a level.
MEASURES = (
    "checks.sessions.day_pupil", "checks.sessions.boarder", "checks.sessions.kindergarten",
    "checks.sessions.boarder_weekend", *(key.key for key in MEASURE_KEYS),
)  # fmt: skip
