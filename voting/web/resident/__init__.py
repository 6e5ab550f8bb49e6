"""Pages on which a resident votes."""
