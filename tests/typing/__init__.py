"""Applications for type checkers: one that is right, and one whose marked lines are wrong."""
