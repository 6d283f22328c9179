"""Checking a claimed result again, by logic alone."""
