"""Tests of uploaded files and spreadsheets."""
