"""Refusals of the library; it knows no Django and none of the platform's errors."""


class EpiError(ValueError):
    """What the library refuses; the message says why."""
