"""Machine-readable codes of a sheet: found in an image, and read by their grammar."""
