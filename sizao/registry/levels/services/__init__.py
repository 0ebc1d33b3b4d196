"""Use cases of response levels: order, extend, end (`responses`); name and retire bundles (`bundles`)."""

from sizao.registry.levels.services.bundles import NewBundle, name_bundle, retire_bundle
from sizao.registry.levels.services.responses import (
    ResponseOver,
    end_response,
    expire_responses,
    extend_response,
    order_response,
)

__all__ = [
    "NewBundle", "ResponseOver", "end_response", "expire_responses", "extend_response",
    "name_bundle", "order_response", "retire_bundle",
]  # fmt: skip
