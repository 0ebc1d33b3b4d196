"""Reads of hygiene: the plan (`plans`)."""

from sizao.prepare.hygiene.queries.plans import KindPlan, get_rule, get_setting, lines_of, list_plans, list_settings

__all__ = ["KindPlan", "get_rule", "get_setting", "lines_of", "list_plans", "list_settings"]
