"""Records of any kind, to be read or for programs."""
