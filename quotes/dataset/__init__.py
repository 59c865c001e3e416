"""Rows, the versioned folder, its card and its checks."""
