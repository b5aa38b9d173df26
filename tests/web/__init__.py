"""Tests of the HTTP toolkit."""
