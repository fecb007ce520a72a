"""Who serves language models, and how each is spoken to over HTTP."""
