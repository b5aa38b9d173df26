"""How fast the server is, measured beside a bare Starlette application.

`make bench` runs this. It is a measurement, not a test: numbers depend on the
machine, so compare the ratios, which are taken in the same run.
"""
