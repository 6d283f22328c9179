"""What was decided of documents, as a page: the policy's own prose, lit by the answers, beside the text it is about."""
