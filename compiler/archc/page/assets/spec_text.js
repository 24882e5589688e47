// Shows the text of the spec, and of what it extends; lines lead to layers, and layers to lines.

class SpecText {
  constructor(app, tabs, box) {
    this.app = app;
    this.tabs = tabs;
    this.box = box;
    this.file = -1;
    box.addEventListener("click", (event) => this.choose(event.target.closest(".line")));
    box.addEventListener("keydown", (event) => this.key(event));
  }

  showModel(model) {
    this.model = model;
    this.file = -1;
    const { files } = model.data;
    this.tabs.replaceChildren(...files.map(({ name, side }, i) => element("button", {
      type: "button", class: "file", title: name, "aria-pressed": "false", onclick: () => this.open(i),
    }, `${side === "old" ? "old: " : ""}${files.length > 1 ? shortName(name) : name}`)));
    if (files.length) this.open(0);
  }

  open(file) {
    if (file === this.file) return;
    this.file = file;
    [...this.tabs.children].forEach((tab, i) => tab.setAttribute("aria-pressed", String(i === file)));
    const lines = this.model.data.files[file].text.replace(/\n$/, "").split("\n");
    const used = this.usedLines(file);
    this.box.replaceChildren(...lines.map((text, i) => {
      const line = element("div", { class: `line${used.has(i + 1) ? " used" : ""}`, "data-line": i + 1 });
      line.append(element("span", { class: "number", "aria-hidden": "true" }, String(i + 1)), element("code", {}, ...painted(text)));
      return line;
    }));
    for (const { severity, place } of this.model.data.findings) {
      const [where, first] = this.model.data.places[place] ?? [];
      if (where === file) this.box.children[first - 1]?.classList.add(severity);
    }
  }

  /** The lines on which steps or calls begin: those that lead to layers. */
  usedLines(file) {
    return new Set(this.model.data.places.filter(([f]) => f === file).map(([, first]) => first));
  }

  /** Marks the lines of a place, and scrolls to them. */
  show(place) {
    this.clear("chosen");
    if (!place) return;
    const [file, first, last] = place;
    this.open(file);
    for (let i = first; i <= last; i++) this.box.children[i - 1]?.classList.add("chosen");
    const line = this.box.children[first - 1];
    if (!line) return;
    line.setAttribute("aria-current", "true");
    const { box } = this;
    const top = line.offsetTop;
    if (top < box.scrollTop || top + 40 > box.scrollTop + box.clientHeight) box.scrollTop = Math.max(0, top - box.clientHeight / 3);
  }

  /** Marks the line of what the pointer is over. */
  hint(place) {
    this.clear("hinted");
    if (place && place[0] === this.file) this.box.children[place[1] - 1]?.classList.add("hinted");
  }

  clear(mark) {
    for (const line of this.box.querySelectorAll(`.${mark}`)) {
      line.classList.remove(mark);
      if (mark === "chosen") line.removeAttribute("aria-current");
    }
  }

  choose(line) {
    if (!line || String(getSelection())) return;
    const number = Number(line.dataset.line);
    const layers = this.model.layersAt(this.file, number);
    this.app.selectLayers(layers, `line ${number}`);
    this.show([this.file, number, number]);
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const current = Number(this.box.querySelector(".cursor")?.dataset.line ?? this.box.querySelector(".chosen")?.dataset.line ?? 0);
    if (step && !event.shiftKey) {
      let at = current + step;
      while (this.box.children[at - 1] && !this.box.children[at - 1].classList.contains("used")) at += step;
      const line = this.box.children[at - 1];
      if (!line) return;
      this.clear("cursor");
      line.classList.add("cursor");
      line.scrollIntoView({ block: "nearest" });
      this.app.say(`line ${at}: ${line.querySelector("code").textContent}`);
      event.preventDefault();
    } else if (event.key === "Enter") {
      this.choose(this.box.querySelector(".cursor"));
      event.preventDefault();
    }
  }
}

function shortName(name) {
  return name.split("/").pop();
}

const LONGEST = 2000; // A longer line was not written by hand, and would take long to paint.

/** A line of YAML with its comment, keys and texts marked; what it cannot tell apart stays plain. */
function painted(text) {
  if (text.length > LONGEST) return [text];
  const parts = [];
  const pattern = /("(?:[^"\\]|\\.)*"|'[^']*')|((?:^|\s)#.*$)|([\w.]+)(?=:(?:\s|$))|(\$\{[^}]*\}|\$\w+)|(\b\d+(?:\.\d+)?\b)/g;
  let at = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index > at) parts.push(text.slice(at, found.index));
    const kind = ["string", "comment", "key", "expression", "numeral"][found.slice(1).findIndex((one) => one !== undefined)];
    parts.push(element("span", { class: kind }, found[0]));
    at = found.index + found[0].length;
  }
  parts.push(text.slice(at) || "\u200b");
  return parts;
}
