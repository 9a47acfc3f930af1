"""A synthetic election: an invented country, its sheets, and what is wrong with them on purpose."""
