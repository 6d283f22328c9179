"""IFEval's constraints on a response as clauses, each with a program that decides it exactly.

J. Zhou and others, "Instruction-following evaluation for large language models", arXiv 2311.07911, names 25 kinds of
constraint. The programs here are written from its descriptions, not from its code; where a description leaves open what
is counted, the docstring of the function says what is counted here.
"""
