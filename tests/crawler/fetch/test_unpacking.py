"""Packed answers: what is whole is unpacked at one call, all else as Scrapy does it."""

import gzip

import pytest
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware

from crawler.fetch.middlewares import DecompressionMiddleware

PLAIN = b"<p>Harga beras turun di Bandung.</p>" * 1_000
# Packed at no time of day: the bytes name the cases, and each process of a suite that runs in
# several has to find the same names.
WHOLE = gzip.compress(PLAIN, mtime=0)
MAX_BYTES = 100_000


@pytest.mark.parametrize(
    "packed", [WHOLE, WHOLE + WHOLE, WHOLE[:-20], WHOLE[:-8] + bytes(8), WHOLE + b"\0\0", gzip.compress(b"", mtime=0)]
)
def test_all_are_unpacked_as_scrapy_does(packed: bytes) -> None:
    unpacked = DecompressionMiddleware._decode(packed, b"gzip", MAX_BYTES)
    assert unpacked == HttpCompressionMiddleware._decode(packed, b"gzip", MAX_BYTES)


@pytest.mark.parametrize("limit", [len(PLAIN) - 1, len(PLAIN), len(PLAIN) + 1])
def test_the_limit_is_kept(limit: int) -> None:
    if limit < len(PLAIN):
        with pytest.raises(ValueError, match="exceeded the specified maximum"):
            DecompressionMiddleware._decode(WHOLE, b"gzip", limit)
    else:
        assert DecompressionMiddleware._decode(WHOLE, b"gzip", limit) == PLAIN
