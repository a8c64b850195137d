"""One module for each signature figure: model, view, controls, presets, description."""
