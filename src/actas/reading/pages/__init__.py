"""Images of sheets to what they say: readers as plain functions, tried in the order of trust."""
