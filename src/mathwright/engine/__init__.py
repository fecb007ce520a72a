"""Passes over items: plan order, resume, worker processes; it knows neither teachers nor recipes."""
