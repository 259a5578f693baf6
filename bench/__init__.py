"""Measures the edition beside its peers; figures for BENCHMARKS.md and CONTRIBUTING.md, never tests."""
