"""Documents that are no plain text, as the text that a reader of them sees: `html`, `mail`, `formats`."""
