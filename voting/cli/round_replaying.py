"""`flask round replay`: a real round, played from its Pabulib file to a verified result."""

COMMANDS = ()
