"""Pages for everybody: the start, the plans, the results."""
