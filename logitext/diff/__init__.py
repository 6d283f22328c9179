"""Two versions of a policy into what changes in their decisions."""
