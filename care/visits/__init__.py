"""访视: who is to be visited how often, what is due, and one knock for all of it."""
