"""Keeps the documents as the texts are, and the index as the documents are."""
