"""The demo network: its data and how the real actions play it into an empty database."""
