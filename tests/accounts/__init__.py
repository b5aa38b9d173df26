"""Tests of accounts, sign-in, roles and access."""
