"""The folders of text that packs, courses, projects and organisations live in.

Reads them, says what is wrong with them, loads them into the database and writes
them back, so that a round trip changes no byte that nobody edited.
"""
