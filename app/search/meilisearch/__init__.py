"""Meilisearch as the engine: a server beside this one, for large installations.

The program holds two keys that can do little: one to search, one to index. The
master key is needed once, to make them (`passalong search keys`).
"""
