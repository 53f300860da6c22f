"""The embedded AWS API emulator: moto, as a child of stackyard's own."""
