"""Packs to take along: read, heard, printed, taught elsewhere, without our server.

flavour: what a pack is made into (pages, book, handout, package for a learning system,
Markdown, folder) · edition: a pack in one language as it was at one moment, ready to
be made into any of them · carried: how much sound and film comes along.
"""
