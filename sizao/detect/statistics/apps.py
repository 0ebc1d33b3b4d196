"""统计监测: no pages of its own; what it finds are signals."""

from sizao.core.pages import ModuleConfig


class StatisticsConfig(ModuleConfig):
    """统计监测: each unit against its own past, hour by hour and at night."""

    name = "sizao.detect.statistics"
    label = "statistics"
    title = "统计监测"
