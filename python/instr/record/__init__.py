"""What is recorded of a hit."""
