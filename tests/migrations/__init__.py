"""Migrations: complete, reversible, from an empty database to the head and back."""
