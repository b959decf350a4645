"""Kills and cuts at named points."""
