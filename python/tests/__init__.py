"""Tests of the runtime, with only the standard library: python3 -m unittest discover -s python/tests -t python"""
