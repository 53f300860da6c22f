"""Encrypted values: SOPS decrypts them, and they stay in memory."""
