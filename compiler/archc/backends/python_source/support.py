"""The few functions that a generated module needs besides those of its network."""

from __future__ import annotations

CHANNEL_AXIS = '''def channel_axis():
    """The axis of the channels in Keras's data format."""
    return -1 if keras.config.image_data_format() == "channels_last" else 1
'''

IMAGE_AXIS = '''def image_axis(word):
    """The axis of the height, the width or the channels in Keras's data format."""
    last = keras.config.image_data_format() == "channels_last"
    words = ("height", "width", "channels") if last else ("channels", "height", "width")
    return 1 + words.index(word)
'''

IMAGE_SHAPE = '''def image_shape(height, width, channels):
    """A shape in Keras's data format."""
    last = keras.config.image_data_format() == "channels_last"
    return (height, width, channels) if last else (channels, height, width)
'''

SHARED_ALONG = '''def shared_along(*axes):
    """The noise shape of a dropout with one decision along some axes of an image."""
    last = keras.config.image_data_format() == "channels_last"
    words = ("height", "width", "channels") if last else ("channels", "height", "width")
    return (None, *(1 if word in axes else None for word in words))
'''

SIZES_OF = '''def sizes_of(image):
    """The height, width and channels of an image in Keras's data format."""
    last = keras.config.image_data_format() == "channels_last"
    return image.shape[1:] if last else (*image.shape[2:], image.shape[1])
'''

MAKE_DIVISIBLE = '''def make_divisible(value, divisor=8, minimum=None, round_up_below=0.9):
    """Rounds to a multiple of the divisor, not far below the value."""
    low = divisor if minimum is None else minimum
    rounded = max(low, int(value + divisor / 2) // divisor * divisor)
    return int(rounded + divisor if rounded < round_up_below * value else rounded)
'''

REFUSE_SOFTMAX = '''def refuse_softmax(activation):
    """Raises an error for a softmax where the channels are not the last axis."""
    last = keras.config.image_data_format() == "channels_last"
    if activation in ("softmax", "log_softmax") and not last:
        raise ValueError(f"{activation} needs the channels last: it works along them")
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
    "refuse_softmax(": REFUSE_SOFTMAX,
    "shared_along(": SHARED_ALONG,
    "sizes_of(": SIZES_OF,
}


def support_functions(text: str) -> list[str]:
    """The support functions that a text calls."""
    return [function for call, function in _FUNCTIONS.items() if call in text]
