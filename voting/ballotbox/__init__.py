"""The ballot protocol: standard library, cryptography and gmpy2 only."""
