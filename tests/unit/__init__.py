"""Rules and data, without any IO: given events, when a command, then events or a refusal."""
