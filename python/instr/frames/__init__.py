"""Frames: what can be read of them, and what was last recorded of them."""
