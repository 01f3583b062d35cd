"""The pages of the case: the company's, the desk's, the partner's, and those that a link opens."""
