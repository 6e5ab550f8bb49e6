"""What the system does: one use case a function, each owning its transaction."""
