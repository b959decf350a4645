"""What was once written is readable for ever: stored samples, added to and never rewritten."""
