"""Pages for whoever wants to check the round."""
