"""The results of a check, to be read or for other programs."""
