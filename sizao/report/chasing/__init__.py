"""催报: who is missing, who is told when, why they are missing, and how often each unit is on time."""
