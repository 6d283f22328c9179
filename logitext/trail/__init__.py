"""What a check knows of a document so far: the answers, whom it asked, and what that used."""
