"""Functions and tracers for who has Python at hand and not the command line."""
