"""Use cases of transfers: one pupil on request (`asking`), classes when schools are split or merged (`joining`)."""

from sizao.registry.transfers.services.asking import (
    ComingPupil,
    accept_transfer,
    refuse_transfer,
    request_transfer,
    show_transfer,
    withdraw_transfer,
)
from sizao.registry.transfers.services.joining import join_classes

__all__ = [
    "ComingPupil", "accept_transfer", "join_classes", "refuse_transfer", "request_transfer", "show_transfer",
    "withdraw_transfer",
]  # fmt: skip
