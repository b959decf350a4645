"""One sentence for each event, in Dutch and in English, in the register of a civil servant."""
