"""Jam's path: one file for each provider that is built in.

May import: nothing of jamlite. Touches: nothing.
"""
