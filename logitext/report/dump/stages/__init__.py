"""The stages that `logitext dump` prints, a file each. A file that is added here is found by itself."""
