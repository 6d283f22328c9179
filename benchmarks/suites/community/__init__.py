"""Community rules in the voice of real ones, with texts that were written and labelled for them."""
