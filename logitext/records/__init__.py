"""What commands and the Python API give: frozen records, the same data in Python and in JSON."""
