"""Write risk points: add, rate again, move through the loop, take the register out as a table."""

from sizao.prepare.risks.rules import NewPoint
from sizao.prepare.risks.services.exporting import export_points
from sizao.prepare.risks.services.keeping import NoRegister, PointClosed, add_point, assess_point, move_point

__all__ = [
    "NewPoint", "NoRegister", "PointClosed", "add_point", "assess_point", "export_points",
    "move_point",
]  # fmt: skip
