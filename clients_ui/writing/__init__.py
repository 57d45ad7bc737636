"""Every write: what was shown and what was typed in, an outcome out."""
