"""Wait, ask and remember; no rule and no business state."""
