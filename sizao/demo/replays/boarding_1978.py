"""Influenza in an English boarding school, January and February 1978: 763 boys, 512 of them ill."""

from decimal import Decimal

from sizao.demo.replays.story import Story, spread

# Boys in bed on each day from 22 January. source: BMJ-1978
IN_BED = (1, 6, 26, 73, 222, 293, 258, 236, 191, 124, 69, 26, 11, 4)
EVER_ILL, BOYS = 512, 763
# Share of those in bed who leave it within a day: it makes the daily new cases add up to those ever ill.
LEAVING = 0.34
CLASSES = tuple([31] * 19 + [29] * 6)


def new_cases() -> tuple[int, ...]:
    """Give new cases by day: today's beds less those of yesterday who stayed, scaled to all who were ever ill."""
    before = (0, *IN_BED[:-1])
    raw = [max(0.0, today - (1 - LEAVING) * yesterday) for today, yesterday in zip(IN_BED, before, strict=True)]
    scale = EVER_ILL / sum(raw)
    whole = [int(value * scale) for value in raw]
    rest = sorted(range(len(raw)), key=lambda day: raw[day] * scale - whole[day], reverse=True)
    for day in rest[: EVER_ILL - sum(whole)]:
        whole[day] += 1
    return tuple(whole)


BOARDING_1978 = Story(
    name="boarding-1978",
    title="1978年英国寄宿学校流感",
    title_en="Influenza in an English boarding school, 1978",
    stage="JUNIOR",
    classes=CLASSES,
    days=len(IN_BED),
    sick=spread(
        new_cases(), CLASSES, seed=1978, symptoms=("FEVER", "COUGH"), clustered=0.35,
        temperature=Decimal("38.6"), days_ill=3,
    ),
    teaches="第三例出现在同一班的当天有报告信号，一周内第30例的当天有突发公共卫生事件信号，每个都有时限。",
    teaches_en="A report signal on the day of the third case in a class, the emergency rule on the day of the 30th "
    "case in a week, each with its clock.",
    has_boarders=True,
    source="BMJ-1978",
)  # fmt: skip
