"""What says that a probe was hit."""
