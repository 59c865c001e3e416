"""The learned quotation parser: tokens, features, network, decoder and weights (torch is needed to import them)."""
