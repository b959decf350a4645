"""Processes and their wiring: settings, servers, worker, relay."""
