"""Real servers for tests, each on a free loopback port, ended by process id.

Environment variables begin with TESTS_, because Passalong refuses unknown
PASSALONG_ ones: TESTS_POSTGRESQL names a server to use instead of a fresh one.
"""
