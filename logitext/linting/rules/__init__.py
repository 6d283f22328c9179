"""The rules of `logitext lint`, a file each. A file that is added here is found by itself."""
