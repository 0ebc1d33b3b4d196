"""A false alarm: stomach ache after an outing, from milk that some do not bear; the doctor excludes it."""

from sizao.demo.replays.story import Sick, Story

CLASSES = (40, 39)

TRIP_INTOLERANCE = Story(
    name="trip-intolerance",
    title="春游后腹痛（误报）",
    title_en="Stomach ache after an outing (a false alarm)",
    stage="PRIMARY",
    classes=CLASSES,
    days=2,
    sick=tuple(
        Sick(
            0, pupil, 0, ("ABDOMINAL_PAIN",), days_ill=1, disease="infectious_diarrhea", status="SUSPECTED",
            diagnosed_day=0, is_excluded=True, has_shared_meal=True,
        )
        for pupil in (3, 9, 14, 22)
    ),
    teaches="四人腹痛达到门槛；校医查明是乳糖不耐受，排除后信号撤销，留下记录。",
    teaches_en="Four with stomach ache reach the threshold; the doctor finds lactose intolerance, the exclusion "
    "revokes the signal and the record stays.",
)  # fmt: skip
