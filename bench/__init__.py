"""Benchmarks: one file each, `make bench NAME=…`; the last line is one JSON object."""
