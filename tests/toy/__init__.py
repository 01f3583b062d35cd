"""An app that is installed in the tests alone: it adds one of everything without a line below it.

Its rows are toys that belong to a company: its people wind them up, after a while they run down,
and somebody has to wind them up again.
"""
