"""Tests of the PostgreSQL manager, on real servers."""
