"""The one door: submit a command, ask a question as of a date and as known on an instant."""
