"""Loaded by pytest before anything reads the settings: tests keep their data in the checkout, never in a real home."""

import os
from pathlib import Path

os.environ.setdefault("SIZAO_HOME", str(Path(__file__).resolve().parent.parent / "build" / "test"))
