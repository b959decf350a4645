"""The only SQL: receipts, events, views, outbox, and the one way from a command to events."""
