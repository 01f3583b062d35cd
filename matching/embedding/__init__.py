"""Texts as vectors by which texts of different languages can be compared."""
