"""What each stage of Logitext makes of a policy: tokens, the tree, the checked policy.

Each stage has a text and plain data. Neither is a format to build on: they change as the stages do.
"""
