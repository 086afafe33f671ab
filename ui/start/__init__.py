"""Before a desk is open: log in, first run, recovery code, lock."""
