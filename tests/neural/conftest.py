"""A tiny network with random weights, made on the spot."""

import pytest
import torch

from quotes.neural.confidence import Calibration
from quotes.neural.decode import Settings
from quotes.neural.features import Vocabulary
from quotes.neural.network import QuotationNetwork, Shape
from quotes.neural.weights import Model


def random_model(seed: int = 3) -> Model:
    """A network of a few hundred numbers, the same each time; it finds many spans, all of them by chance."""
    torch.manual_seed(seed)
    vocabulary = Vocabulary(["der", "minister", "sagte", "er", "sei"])
    network = QuotationNetwork(Shape(len(vocabulary), 8, 8, 8))
    for head in network.tags:
        torch.nn.init.normal_(head.weight, 0, 2.0)  # type: ignore[arg-type]
    network.requires_grad_(False).eval()
    return Model((network,), vocabulary, Settings(), Calibration())


@pytest.fixture(scope="session")
def tiny_model() -> Model:
    return random_model()
