"""Hand, foot and mouth disease climbs the ladder in a kindergarten: class, cluster, outbreak."""

from sizao.demo.replays.story import Story, spread

CLASSES = (24, 26, 25, 28, 27, 29)

HFMD_KINDERGARTEN = Story(
    name="hfmd-kindergarten",
    title="幼儿园手足口病",
    title_en="Hand, foot and mouth disease in a kindergarten",
    stage="KINDERGARTEN",
    classes=CLASSES,
    days=7,
    sick=spread(
        (1, 1, 2, 3, 3, 2, 1), CLASSES, seed=5, symptoms=("RASH",), clustered=0.7, days_ill=7,
        disease="hfmd", status="CLINICAL", diagnosed_day=0,
    ),
    teaches="同一病种依次达到聚集、暴发两级；升级后原来的级别不再更新。",
    teaches_en="One disease reaches cluster and then outbreak; the lower rule gets no more updates once the higher "
    "one has taken over.",
)  # fmt: skip
