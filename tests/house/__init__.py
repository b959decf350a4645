"""Tests of the project's own files: pins, import rules, pages, containers, the wheel."""
