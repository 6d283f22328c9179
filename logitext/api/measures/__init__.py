"""The work of the methods that measure a policy on labelled cases."""
