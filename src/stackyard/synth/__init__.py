"""From environment files to artifacts: runs the user's app and reads what it wrote."""
