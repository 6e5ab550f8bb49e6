"""Why something is refused, a module for each noun."""
