"""Foreign algebra in processes of its own, with hard limits of time and memory."""
