"""Use cases of response levels: order, extend, end (`responses`); follow units (`following`); bundles (`bundles`)."""

from sizao.registry.levels.services.bundles import NewBundle, name_bundle, retire_bundle
from sizao.registry.levels.services.following import CARRY_OUT, follow_units, settle_tasks
from sizao.registry.levels.services.responses import (
    ResponseOver,
    end_response,
    expire_responses,
    extend_response,
    order_response,
)

__all__ = [
    "CARRY_OUT", "NewBundle", "ResponseOver", "end_response", "expire_responses", "extend_response", "follow_units",
    "name_bundle", "order_response", "retire_bundle", "settle_tasks",
]  # fmt: skip
