"""What people send: about themselves, about what they ask, and to each other."""
