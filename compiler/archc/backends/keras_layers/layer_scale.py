"""The Keras layer behind `layer_scale`; generated modules hold the text of the class as it stands here."""

import keras


@keras.saving.register_keras_serializable(package="archc")
class LayerScale(keras.layers.Layer):
    """Multiplies each channel by a factor of its own, which is learned."""

    def __init__(self, init_values, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.init_values = init_values
        self.axis = axis

    def build(self, input_shape):
        self.gamma = self.add_weight(
            name="gamma",
            shape=(input_shape[self.axis],),
            initializer=keras.initializers.Constant(self.init_values),
        )

    def call(self, inputs):
        shape = [1] * len(inputs.shape)
        shape[self.axis] = -1
        return inputs * keras.ops.reshape(self.gamma, shape)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        own = {"init_values": self.init_values, "axis": self.axis}
        return {**super().get_config(), **own}
