"""Models that answer later: a provider's batches at half price, and waves of requests that are carried to a model."""
