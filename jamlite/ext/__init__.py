"""Adapters for web frameworks, and for WSGI and ASGI without one.

May import: wing I, wing II, authz, jam, aio. Touches: nothing but what the facade's modules touch.
"""
