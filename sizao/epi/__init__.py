"""Epidemiology as a library: diseases, criteria, detection, measures and simulation, without Django."""
