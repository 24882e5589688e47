"""What the tests with Keras share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture
def channels_first() -> Iterator[None]:
    """Sets Keras to channels first for a test."""
    keras = pytest.importorskip("keras")
    before = keras.config.image_data_format()
    keras.config.set_image_data_format("channels_first")
    yield
    keras.config.set_image_data_format(before)
