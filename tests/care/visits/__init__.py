"""The pure rules of visiting: who is due when."""
