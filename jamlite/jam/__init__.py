"""All that is Jam's and nobody else's: its classes, its configuration, its import paths.

May import: wing I, wing II, authz. Touches: files, in the configuration only.
"""
