"""What falls due by itself: moments that an app reckons, kept as rows, acted on once each."""
