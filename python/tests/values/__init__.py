"""Tests of how values are recorded."""
