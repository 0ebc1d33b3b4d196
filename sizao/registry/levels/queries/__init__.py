"""Levels in force and what they ask (`responses`), bundles (`bundles`), what an order would change (`effects`)."""

from sizao.registry.levels.queries.bundles import built_in, get_bundle, get_own, list_bundles, list_versions
from sizao.registry.levels.queries.effects import Effect, effect_of
from sizao.registry.levels.queries.responses import (
    Order,
    check_order,
    find_strip,
    get_response,
    is_held,
    list_below,
    list_changes,
    list_lasting,
    list_on_line,
    spans_beside,
    tightenings,
)
from sizao.registry.levels.rules import Line

__all__ = [
    "Effect", "Line", "Order", "built_in", "check_order", "effect_of", "find_strip", "get_bundle", "get_own",
    "get_response", "is_held", "list_below", "list_bundles", "list_changes", "list_lasting", "list_on_line",
    "list_versions", "spans_beside", "tightenings",
]  # fmt: skip
