"""The closed loop of long work."""

from sizao.core.loops import Loop, Move

OPEN_STATES = ("QUEUED", "RUNNING")

LOOP = Loop(
    name="core.work",
    states={"QUEUED": "排队", "RUNNING": "进行中", "DONE": "已完成", "FAILED": "没有完成", "CANCELED": "已取消"},
    start="QUEUED",
    closed=frozenset({"DONE", "FAILED", "CANCELED"}),
    moves=(
        Move("run", "开始", ("QUEUED",), "RUNNING", "work.run"),
        Move("finish", "完成", ("RUNNING",), "DONE", "work.run"),
        Move("fail", "中断", OPEN_STATES, "FAILED", "work.run"),
        Move("cancel", "取消", OPEN_STATES, "CANCELED", "work.run"),
    ),
)
