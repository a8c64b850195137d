// A button, and the key N while the focus is in the cell that shows it. Each press is a message to the kernel.

const FIELD = "input:not([type=range], [type=checkbox]), textarea, select, [contenteditable=true]"; // there, n is a letter
const FIGURE = ".nblib-explorer";

function render({ model, el }) {
  const button = document.createElement("button");
  button.className = "jupyter-widgets jupyter-button widget-button";
  button.style.width = "auto";
  button.textContent = "next (N)";
  button.title = "the next situation of the story, also by the key N";
  button.setAttribute("aria-keyshortcuts", "n");
  el.append(button);

  const press = () => model.send({});
  const onKey = event => {
    const { key, target, ctrlKey, altKey, metaKey } = event;
    if (key.toLowerCase() !== "n" || ctrlKey || altKey || metaKey || target.closest(FIELD)) return;
    if (!hears(el, target)) return;
    event.preventDefault();
    press();
  };
  button.addEventListener("click", press);
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

// Whether a key that is pressed there is meant for this figure: in it, or in its cell and in no other figure.
function hears(el, target) {
  const [own, other] = [el.closest(FIGURE), target.closest(FIGURE)];
  return other ? other === own : Boolean(own?.closest(".jp-Cell")?.contains(target));
}

export default { render };
