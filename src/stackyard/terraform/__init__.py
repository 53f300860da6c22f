"""Running Terraform or OpenTofu on one synthesised environment, and what it answers as typed values."""
