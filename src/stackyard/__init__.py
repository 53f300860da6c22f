"""Infrastructure and apps for every environment, in typed Python."""
