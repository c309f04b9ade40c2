"""Adapters for web frameworks, and for WSGI and ASGI without one.

May import: every room but compat and cli. Touches: nothing but what the facade's modules touch.
"""
