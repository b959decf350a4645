"""Dates that were worked out elsewhere, as data, and a second way of counting that shares nothing with the first."""
