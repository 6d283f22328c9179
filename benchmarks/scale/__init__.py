"""What very many documents a day would need: a sample is decided for real, the rest is arithmetic."""
