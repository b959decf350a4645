"""Recorded histories against today's workflows."""
