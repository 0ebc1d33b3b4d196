"""Mechanisms, one each: nothing here knows a school form."""
