"""Builders, one synthetic province, the cast."""
