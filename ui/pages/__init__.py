"""One thin file per page: which list, which form, which verbs."""
