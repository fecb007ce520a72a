"""Teachers: whatever answers typed prompts — code, a script, or a language model."""
