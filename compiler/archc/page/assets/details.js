// Tells all there is to know of what is selected: a layer, a group, or the network.

class Details {
  constructor(app, box) {
    this.app = app;
    this.box = box;
  }

  show(item) {
    const parts = item === item.model?.root ? this.network(item.model) : item.isGroup ? this.group(item) : this.layer(item);
    this.box.replaceChildren(...parts.filter(Boolean));
    this.box.scrollTop = 0;
  }

  network(model) {
    const { data } = model;
    const { title, arxiv } = data.reference;
    return [
      element("h2", {}, data.name),
      data.description && element("p", { class: "lead" }, data.description),
      title && element("p", { class: "quiet" }, arxiv ? `${title} (arXiv ${arxiv})` : title),
      ...(data.comparison ? this.comparison(data.comparison) : []),
      table([
        ["spec", data.variant ? `${data.spec} (${data.variant})` : data.spec],
        ...data.inputs.map(([name, shape]) => [`input ${name}`, shape]),
        ...data.outputs.map(([name, index]) => [`output ${name}`, this.link(model.layers[index], model.layers[index].shape)]),
        ["layers", grouped(data.totals.layers)],
        ["parameters", grouped(data.totals.parameters)],
        ["trainable", grouped(data.totals.trainable)],
        ["multiply-adds", magnitude(data.totals.multiply_adds)],
      ]),
      data.arguments.length && element("h3", {}, "Arguments"),
      data.arguments.length && table(data.arguments),
    ];
  }

  comparison({ verdict, counts }) {
    return [
      element("p", { class: "lead" }, verdict),
      element("table", { class: "counts" },
        element("thead", {}, row("th", ["count", "old", "new", "change"])),
        element("tbody", {}, ...counts.map((cells) => row("td", cells)))),
    ];
  }

  group(group) {
    const { root } = group.model;
    return [
      this.trail(group),
      element("h2", {}, group.name),
      group.note && element("p", { class: "lead" }, group.note),
      this.marks(group),
      table([
        ["layers", grouped(group.count - group.marks.removed)],
        ["gives", group.shape],
        ["parameters", `${grouped(group.parameters)}${percent(group.parameters, root.parameters)}`],
        ["multiply-adds", `${magnitude(group.adds)}${percent(group.adds, root.adds)}`],
      ]),
      element("button", { type: "button", class: "action", onclick: () => this.app.toggle(group) }, group.isOpen ? "Close it" : "Open it"),
    ];
  }

  layer(layer) {
    const { model } = layer;
    const { root } = model;
    const values = layer.text("values");
    return [
      this.trail(layer),
      element("h2", { id: "layer-name" }, layer.name),
      element("p", { class: "lead" }, layer.title),
      ...this.remarks(layer),
      table([
        ["kind", layer.kind],
        ["shape", layer.shape],
        ["parameters", `${grouped(layer.number("parameters"))}${percent(layer.parameters, root.parameters)}`],
        layer.number("trainable") !== layer.number("parameters") && ["trainable", grouped(layer.number("trainable"))],
        ["multiply-adds", `${grouped(layer.number("multiply_adds"))}${percent(layer.adds, root.adds)}`],
        ["receptive field", layer.text("field")],
        ["reads", this.links(model.inputsOf[layer.index])],
        ["read by", this.links(model.readersOf[layer.index])],
        layer.outputs.length && ["output", layer.outputs.join(", ")],
        ["line", this.line(layer)],
      ].filter(Boolean)),
      values && element("h3", {}, "Values"),
      values && table(values.split("\n").map((one) => split(one, ": "))),
    ];
  }

  remarks(layer) {
    const found = [];
    const was = layer.text("was");
    if (layer.mark || was) {
      const title = layer.mark ? `${MARK_SIGNS[layer.mark]} ${layer.mark}` : "follows from other changes";
      const list = was ? table(was.split("\n").map((one) => split(one, ": "))) : null;
      found.push(element("div", { class: `remark mark-${layer.mark}` }, element("strong", {}, title), list));
    }
    const resolved = layer.text("resolved");
    if (resolved) found.push(element("p", { class: "remark resolved" }, element("strong", {}, "\u2248 made to fit: "), resolved));
    for (const one of layer.model.data.findings) {
      if (one.severity === "resolved" || !one.layers.includes(layer.index)) continue;
      found.push(element("p", { class: `remark ${one.severity}` }, element("strong", {}, `! ${one.code}: `), one.message));
    }
    return found;
  }

  marks(group) {
    const texts = MARKS.filter((mark) => group.marks[mark]).map((mark) => `${MARK_SIGNS[mark]} ${grouped(group.marks[mark])} ${mark}`);
    return texts.length ? element("p", { class: "remark" }, texts.join(", ")) : null;
  }

  trail(item) {
    const parts = ancestors(item).map((one) => this.link(one, one.parent ? one.name : one.model.data.name));
    return element("nav", { class: "crumbs", "aria-label": "Stands in" }, ...parts);
  }

  line(layer) {
    const [file, first] = layer.place;
    const { name } = layer.model.data.files[file];
    const show = () => this.app.specText.show(layer.place);
    return element("button", { type: "button", class: "link", onclick: show }, `${shortName(name)}:${first}`);
  }

  link(item, text = item.name) {
    return element("button", { type: "button", class: "link", onclick: () => this.app.select(item) }, text);
  }

  links(items) {
    const few = items.slice(0, 12).map((one) => this.link(one));
    if (items.length > 12) few.push(document.createTextNode(`and ${items.length - 12} more`));
    return few.length ? element("span", { class: "links" }, ...few) : "nothing";
  }
}

function percent(part, whole) {
  return part && whole ? ` (${((100 * part) / whole).toFixed(part / whole < 0.001 ? 2 : 1)}%)` : "";
}

function split(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + mark.length)];
}

function row(cell, texts) {
  return element("tr", {}, ...texts.map((text) => element(cell, cell === "th" ? { scope: "col" } : {}, text)));
}

function table(rows) {
  return element("dl", { class: "facts" }, ...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}
