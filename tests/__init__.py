"""Tests of the whole: architecture, migrations, stories through the pages."""
