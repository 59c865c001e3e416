"""Rules of written German that several stages share: marks, moods, phrases, names."""
