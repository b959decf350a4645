"""Every role, every command, every state: what may be asked, and what comes of it."""
