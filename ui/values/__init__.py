"""Fields for the values of a policy pack: each shows a JSON value, gives it back whole, and tells when it was edited."""
