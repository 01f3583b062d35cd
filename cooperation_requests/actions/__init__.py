"""The verbs of the case: one function each, used by page, link, task and command alike.

Each checks who and whether, changes rows under a lock and records one activity for each, in one
transaction; a refusal changes nothing.
"""
