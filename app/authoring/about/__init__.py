"""What a pack says of itself: written by editors as a draft, let to readers by others.

The draft is a row of saves, as that of a module is.
"""
