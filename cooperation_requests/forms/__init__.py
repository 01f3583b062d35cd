"""Forms of the case: the need in steps, the brief, and one small form a verb."""
