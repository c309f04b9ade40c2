"""Ten programs in one file, and what carries them elsewhere: freezers, archives, other machines."""
