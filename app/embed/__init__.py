"""Packs inside other sites: pages for frames, and how a site gets them.

frame: a page of another site that shows one of ours · host: that other site ·
look: the colours a host chooses out of ours · snippet: what a host copies.
"""
