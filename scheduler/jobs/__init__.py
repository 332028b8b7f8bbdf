"""One module per job: what should exist as of a slot and does not yet."""
