"""`kliping verify`: whether everything that is kept is whole and agrees."""
