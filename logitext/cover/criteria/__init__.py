"""The criteria of a covering set, a file each. A file that is added here is found by itself."""
