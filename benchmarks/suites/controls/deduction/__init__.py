"""Deduction from a short text: the text is formalised by a program, sentence by sentence, into a policy of its own."""
