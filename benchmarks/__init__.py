"""What the README claims, re-runnable: `python -m benchmarks` (`--quick` for a smoke test)."""
