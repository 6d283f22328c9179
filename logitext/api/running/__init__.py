"""The part of the Python API that decides many documents: files, or a table that is in memory."""
