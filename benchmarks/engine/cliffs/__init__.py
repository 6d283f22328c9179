"""What once took far longer than its size explains, measured beside a yardstick; a module each, see `registry`."""
