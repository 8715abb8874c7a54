"""Measurements, run by hand: python -m tests.benchmark.startup, python -m tests.benchmark.growth."""
