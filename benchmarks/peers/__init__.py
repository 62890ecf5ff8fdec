"""The servers we are measured against. Each is `python -m benchmarks.peers.<name> --port N`."""
