"""The few functions that a generated module needs besides those of its network."""

from __future__ import annotations

from archc.backends.python_source.translate import MAKE_DIVISIBLE

CHANNEL_AXIS = '''def channel_axis():
    """The axis of the channels in Keras's data format."""
    return -1 if keras.config.image_data_format() == "channels_last" else 1
'''

IMAGE_AXIS = '''def image_axis(word):
    """The axis of the height or the width in Keras's data format."""
    last = keras.config.image_data_format() == "channels_last"
    return {"height": 1 if last else 2, "width": 2 if last else 3}[word]
'''

IMAGE_SHAPE = '''def image_shape(height, width, channels):
    """A shape in Keras's data format."""
    last = keras.config.image_data_format() == "channels_last"
    return (height, width, channels) if last else (channels, height, width)
'''

PAD_CHANNELS = '''def pad_channels(x, channels, name):
    """Adds channels of zeros: ZeroPadding2D pads the first two axes of what it gets."""
    last = keras.config.image_data_format() == "channels_last"
    if last:
        x = layers.Permute((3, 1, 2), name=f"{name}_to_front")(x)
    zeros = layers.ZeroPadding2D(
        ((0, channels), (0, 0)), data_format="channels_last", name=f"{name}_zeros"
    )
    x = zeros(x)
    return layers.Permute((2, 3, 1), name=f"{name}_to_back")(x) if last else x
'''

_FUNCTIONS = {
    "channel_axis(": CHANNEL_AXIS,
    "image_axis(": IMAGE_AXIS,
    "image_shape(": IMAGE_SHAPE,
    "make_divisible(": MAKE_DIVISIBLE,
    "pad_channels(": PAD_CHANNELS,
}


def support_functions(text: str) -> list[str]:
    """The support functions that a text calls."""
    return [function for call, function in _FUNCTIONS.items() if call in text]
