"""What rewritten files call, without a session."""
