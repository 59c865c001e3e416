"""Linear models: weights over named features, so that each decision can be taken apart."""
