"""The page at `/`: a form, and the decision that the service renders for it.

The page itself holds nothing of a policy, so that it needs no key; what it asks for does.
"""
