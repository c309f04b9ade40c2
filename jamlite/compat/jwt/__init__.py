"""PyJWT's names.

May import: exceptions. Touches: nothing.
"""
