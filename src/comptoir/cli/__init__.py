"""The operator's tool: `comptoir …`, and the supervisor behind `make run`."""
