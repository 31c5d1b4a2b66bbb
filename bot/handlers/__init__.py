"""From an update to a service to a view to a reply, and nothing else."""
