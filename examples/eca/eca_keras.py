"""The Keras layer behind `eca`; generated modules hold the text of the class as it stands here."""

import keras


@keras.saving.register_keras_serializable(package="eca")
class EfficientChannelAttention(keras.layers.Layer):
    """Weighs each channel by what it and its neighbours hold on average."""

    def __init__(self, kernel_size=None, gamma=2, offset=1, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.kernel_size = kernel_size
        self.gamma = gamma
        self.offset = offset
        self.axis = axis

    def build(self, input_shape):
        self.kernel = self.add_weight(
            name="kernel",
            shape=(self.kernel_size or self.adaptive(input_shape[self.axis]), 1, 1),
            initializer="glorot_uniform",
        )

    def adaptive(self, channels):
        """The odd number nearest to (log2(channels) + offset) / gamma."""
        reach = 0
        while 2 ** ((reach + 1) * self.gamma - self.offset) <= channels:
            reach += 1
        return reach if reach % 2 else reach + 1

    def call(self, inputs):
        last = self.axis in (-1, 3)
        means = keras.ops.mean(inputs, axis=(1, 2) if last else (2, 3))
        row = keras.ops.expand_dims(means, -1)
        row = keras.ops.conv(row, self.kernel, 1, "same", "channels_last")
        channels = inputs.shape[self.axis]
        shape = (-1, 1, 1, channels) if last else (-1, channels, 1, 1)
        return inputs * keras.ops.reshape(keras.ops.sigmoid(row), shape)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        own = {
            "kernel_size": self.kernel_size,
            "gamma": self.gamma,
            "offset": self.offset,
            "axis": self.axis,
        }
        return {**super().get_config(), **own}
