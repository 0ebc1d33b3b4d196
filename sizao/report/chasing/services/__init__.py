"""All writes of chasing: tell who is missing, rung by rung; keep why; take rates out."""

from sizao.report.chasing.services.explaining import give_reason
from sizao.report.chasing.services.exporting import export_rates
from sizao.report.chasing.services.telling import climb_ladder, tell_missed

__all__ = ["climb_ladder", "export_rates", "give_reason", "tell_missed"]
