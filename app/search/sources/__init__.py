"""What can be found, and the pieces of text it is found by."""
