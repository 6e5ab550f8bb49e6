"""The tables, one module a database."""
