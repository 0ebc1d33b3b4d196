"""The closed loop of a task."""

from sizao.core.loops import Escalation, Loop, Move

OFFICERS = ("COUNTY_OFFICER", "CITY_OFFICER", "PROVINCE_OFFICER")
# Hours for verifying a task and for doing one again, and until a superior is told; project decisions.
VERIFY_HOURS, AGAIN_HOURS, SUPERIOR_AFTER_HOURS, OFFICE_AFTER_HOURS = 48, 24, 24, 72

LOOP = Loop(
    name="tasks.task",
    states={"OPEN": "待办", "DONE": "待核实", "CLOSED": "已销号", "CANCELLED": "已撤回"},
    start="OPEN",
    closed=frozenset({"CLOSED", "CANCELLED"}),
    moves=(
        Move("finish", "完成", ("OPEN",), "DONE", "tasks.list", due_hours=VERIFY_HOURS, needs_proof=True),
        Move("close", "销号", ("DONE",), "CLOSED", "tasks.verify", by_other_than="finish"),
        Move(
            "return", "退回", ("DONE",), "OPEN", "tasks.verify",
            due_hours=AGAIN_HOURS, needs_reason=True, by_other_than="finish",
        ),
        Move("cancel", "撤回", ("OPEN", "DONE"), "CANCELLED", "tasks.verify", needs_reason=True),
    ),
    # The doers first (no roles: whoever has the task), then the head of the unit, then the office above it.
    escalation=(
        Escalation(0, ()),
        Escalation(SUPERIOR_AFTER_HOURS, ("SCHOOL_LEADER", *OFFICERS)),
        Escalation(OFFICE_AFTER_HOURS, OFFICERS, levels_up=1),
    ),
)  # fmt: skip
OPEN_STATES = ("OPEN", "DONE")
