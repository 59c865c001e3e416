"""LSTM layers over plain batches against torch's and Stanza's over packed ones."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from quotes.neural.recurrent import BothWays, Highway, batched

LENGTHS = torch.tensor([7, 4, 1])


def batch(size: int) -> torch.Tensor:
    """Three sequences with something that is no zero in their padding."""
    torch.manual_seed(3)
    return torch.randn(3, 7, size)


def same(got: torch.Tensor, expected: torch.Tensor) -> bool:
    """Whether the states of the sequences agree; what stands in the padding counts for nothing."""
    return all(torch.allclose(g[:n], e[:n], atol=1e-6) for g, e, n in zip(got, expected, LENGTHS, strict=True))


def test_both_ways_is_the_packed_layer() -> None:
    """Two directions over padded sequences give what the bidirectional layer gives over packed ones."""
    torch.manual_seed(1)
    layer = nn.LSTM(5, 4, batch_first=True, bidirectional=True)
    x, h, c = batch(5), torch.randn(2, 4), torch.randn(2, 4)
    start = (h[:, None].expand(-1, 3, -1).contiguous(), c[:, None].expand(-1, 3, -1).contiguous())
    packed = layer(pack_padded_sequence(x, LENGTHS, batch_first=True), start)[0]
    assert same(BothWays(layer, (h, c))(x, LENGTHS), pad_packed_sequence(packed, batch_first=True)[0])
    plain = layer(pack_padded_sequence(x, LENGTHS, batch_first=True))[0]
    assert same(BothWays(layer)(x, LENGTHS), pad_packed_sequence(plain, batch_first=True)[0])


def test_padding_and_neighbours_change_nothing() -> None:
    """A sequence alone, without padding, has the same states to the last bit."""
    layer = BothWays(nn.LSTM(200, 160, batch_first=True, bidirectional=True))
    x = batch(200)
    with torch.inference_mode():
        together = layer(x, LENGTHS)
        for row, n in enumerate(LENGTHS.tolist()):
            assert torch.equal(layer(x[row : row + 1, :n], torch.tensor([n]))[0], together[row, :n])


def test_highway_is_stanzas() -> None:
    """Gates and carried inputs stand in one product and give what Stanza's layers give."""
    from stanza.models.common.hlstm import HighwayLSTM

    torch.manual_seed(2)
    lstm = HighwayLSTM(5, 4, num_layers=2, batch_first=True, bidirectional=True, highway_func=torch.tanh).eval()
    x, h, c = batch(5), torch.randn(4, 1, 4), torch.randn(4, 1, 4)
    start = (h.expand(-1, 3, -1).contiguous(), c.expand(-1, 3, -1).contiguous())
    packed = lstm(pack_padded_sequence(x, LENGTHS, batch_first=True), LENGTHS, start)[0]
    assert same(Highway(lstm, h, c)(x, LENGTHS), pad_packed_sequence(packed, batch_first=True)[0])


CASES = [
    ([3, 9, 1], 100),
    ([5] * 40, 50),
    ([200, 3, 3, 2], 50),
    ([1], 1),
    ([], 10),
    ([1000, 400, 12, 12, 11, 3], 1000),
]


@pytest.mark.parametrize(("lengths", "limit"), CASES)
def test_every_sequence_is_in_one_batch(lengths: list[int], limit: int) -> None:
    """Each index once; a batch of several stays within the limit with its padding, and holds none much shorter."""
    batches = list(batched(lengths, limit))
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    for batch in batches:
        longest = max(lengths[i] for i in batch)
        assert len(batch) == 1 or longest * len(batch) <= limit
        assert all(2 * lengths[i] + 8 >= longest for i in batch)
