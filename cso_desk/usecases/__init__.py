"""The clerk's verbs: one file each, one transaction each."""
