"""How fast a model may be asked: concurrency, rates, pauses, retries, and when to give up."""
