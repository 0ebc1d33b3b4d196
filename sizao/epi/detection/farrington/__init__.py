"""Farrington's methods: a point against a regression on the same time of past years.

`farrington_flexible` is Noufaily's version, `farrington_original` that of 1996; both judge all series of one calendar
together, which share everything but their counts.
"""

from sizao.epi.detection.farrington.judging import FarringtonResult, farrington_flexible, farrington_original
from sizao.epi.detection.farrington.options import NOUFAILY, FarringtonOptions

__all__ = ["NOUFAILY", "FarringtonOptions", "FarringtonResult", "farrington_flexible", "farrington_original"]
