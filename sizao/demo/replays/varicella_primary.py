"""Chickenpox in a primary school: three generations two weeks apart would be too long; two are played."""

from sizao.demo.replays.story import Story, spread

CLASSES = (42, 41, 43, 40, 42, 44)

VARICELLA_PRIMARY = Story(
    name="varicella-primary",
    title="小学水痘",
    title_en="Chickenpox in a primary school",
    stage="PRIMARY",
    classes=CLASSES,
    days=14,
    sick=spread(
        (1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 3, 3, 2, 1), CLASSES, seed=7, symptoms=("RASH", "FEVER"), clustered=0.9,
        days_ill=10, disease="varicella", status="CLINICAL", diagnosed_day=1,
    ),
    teaches="第一例到第二代隔十来天：一例一例看不出来，同班三例当天达到门槛。",
    teaches_en="Ten days lie between the first case and the second generation; one by one they look harmless, the "
    "third in a class reaches the threshold.",
)  # fmt: skip
