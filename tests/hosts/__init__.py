"""Several hosts on one machine: namespaces of the network, each with an address of its own, joined by a switch.

Needs root, `ip`, HAProxy and PostgreSQL 15 of Debian. `make test-hosts`, or `python -m tests.hosts --help`.
"""
