"""How good a ranking is: nDCG, the reciprocal rank, and the share of empty answers.

Gains are linear and discounted by the logarithm of the rank, as Järvelin and
Kekäläinen defined cumulated gain ("Cumulated gain-based evaluation of IR techniques",
ACM TOIS 20(4), 2002) and as trec_eval computes `ndcg_cut`: DCG@k is the sum over
ranks i = 1…k of gain_i / log2(i + 1), and nDCG@k divides it by that of the ideal order.
"""

from collections.abc import Sequence
from math import log2


def dcg(gains: Sequence[float], k: int) -> float:
    """Return the discounted cumulated gain of the first `k` ranks."""
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains[:k], 1))


def ndcg(gains: Sequence[float], ideal: Sequence[float], k: int = 10) -> float:
    """Return DCG@k as a share of the best there could be; 0 when there is nothing."""
    best = dcg(sorted(ideal, reverse=True), k)
    return dcg(gains, k) / best if best else 0.0


def reciprocal_rank(gains: Sequence[float], k: int = 10) -> float:
    """Return 1 / rank of the first answer worth anything within `k`, else 0."""
    return next((1 / rank for rank, gain in enumerate(gains[:k], 1) if gain), 0.0)


def mean(values: Sequence[float]) -> float:
    """Return the average, 0 of nothing."""
    return sum(values) / len(values) if values else 0.0
