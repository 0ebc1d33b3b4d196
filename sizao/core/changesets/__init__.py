"""Imports as changesets: files read by their headings, staged, checked, shown, committed on a word, taken back."""
