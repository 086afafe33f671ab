"""The command line: the verbs of the window, for scripts and checks."""
