"""Vomiting in one dormitory building after a Sunday dinner: made up, as norovirus goes."""

from sizao.demo.replays.story import Story, spread

CLASSES = (45, 44, 46, 45)

NOROVIRUS_DORMITORY = Story(
    name="norovirus-dormitory",
    title="宿舍诺如病毒",
    title_en="Norovirus in a dormitory",
    stage="SENIOR",
    classes=CLASSES,
    days=6,
    sick=spread(
        (2, 7, 11, 5, 2, 0), CLASSES, seed=24, symptoms=("VOMITING", "DIARRHEA"), clustered=0.8, days_ill=2,
        disease="norovirus", status="CLINICAL", diagnosed_day=1,
    ),
    teaches="呕吐和腹泻算同一类症状；第二天就达到门槛，新病例并入同一事件，时限不重新计。",
    teaches_en="Vomiting and diarrhea are one group; the threshold is reached on the second day, later cases join the "
    "event and the first clock stands.",
    has_boarders=True,
)  # fmt: skip
