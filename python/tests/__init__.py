"""Tests of the runtime, with nothing but the standard library: python3 -m unittest discover -s python/tests -t python"""
