"""Typed prompts: what is asked, what a model may see of it, and what comes back."""
