"""The two databases: register and ballot box."""
