"""What will be asked, worked out before anything is asked."""
