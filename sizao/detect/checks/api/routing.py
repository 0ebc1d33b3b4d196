"""The one router of the checks; operations on the same address must share it."""

from ninja import Router

router = Router()
