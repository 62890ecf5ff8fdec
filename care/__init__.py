"""The rules of care, pure: standard library only; no network, clock, files or randomness."""
