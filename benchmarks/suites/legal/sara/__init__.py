"""SARA: cases about sections of the US tax code, each a claim that the statute and the facts bear out or do not."""
