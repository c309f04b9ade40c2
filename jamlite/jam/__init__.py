"""All that is Jam's and nobody else's: its classes, its configuration, its import paths.

May import: every package of wing I and II, and authz. Touches: files, in the configuration only.
"""
