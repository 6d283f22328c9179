"""What a run reads: tables, folders of texts, streams and frames into records, one after the other."""
