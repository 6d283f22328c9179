"""Decisions into a file that keeps them: with the policy's text, found again by their ids, and verified years later."""
