"""Memory that outlives the process, shared with the collector."""
