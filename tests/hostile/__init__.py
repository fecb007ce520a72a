"""A server that speaks two providers' protocols, badly where it is told to, and answers prompts by program."""
