// A name, a number to type into, and a range to drag: three views of one value, `value` of the widget.

function render({ model, el }) {
  const [box, range] = ["number", "range"].map(kind => input(kind, model));
  const name = document.createElement("label");
  name.append(model.get("label"), box);
  range.ariaLabel = model.get("label");
  el.append(name, range);

  const show = () => {
    box.value = range.value = Number(model.get("value").toPrecision(12)); // 0.3, and not 0.30000000000000004
  };
  const move = typed => {
    const [low, high] = [model.get("low"), model.get("high")];
    if (Number.isFinite(typed)) model.set("value", Math.min(Math.max(typed, low), high));
    model.save_changes();
    show();
  };
  range.addEventListener("input", () => move(range.valueAsNumber));
  box.addEventListener("change", () => move(box.valueAsNumber));
  box.addEventListener("keydown", event => event.key === "Enter" && move(box.valueAsNumber));
  model.on("change:value", show);
  show();
}

function input(kind, model) {
  const made = document.createElement("input");
  Object.assign(made, { type: kind, min: model.get("low"), max: model.get("high"), step: model.get("step") });
  made.dataset.lmSuppressShortcuts = "true"; // or the notebook takes the arrow keys for itself
  return made;
}

export default { render };
