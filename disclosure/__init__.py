"""What of whom may be known to whom."""
