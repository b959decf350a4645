"""Tests by cost: unit, house, golden, replay, integration, e2e, chaos, soak."""
