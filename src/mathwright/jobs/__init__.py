"""What a user asks for, composed from the layers below: the Python API behind every command."""
