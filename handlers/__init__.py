"""What we do when someone means something: one file, one conversation; the act, then the talk."""
