"""Moderation: who holds which role, what was done to whose rights, and by whom.

Everybody sees who holds a role and how they came to it. Moderators block and unblock;
stewards give and take the roles below their own. Stewards and operators themselves are
named on the command line.
"""
