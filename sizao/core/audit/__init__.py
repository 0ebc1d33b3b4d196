"""Append-only audit with a sealed hash chain."""
