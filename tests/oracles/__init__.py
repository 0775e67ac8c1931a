"""Second methods that share no code with the encoders: brute force and golden tables."""
