"""The jobs of bringing packs in, by name: whoever asks for one need not do it."""

LOOK, TAKE = "authoring.look_through", "authoring.take_in"
