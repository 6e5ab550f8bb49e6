"""Files in and out: round files, rolls, Pabulib, CSV and JSON."""
