// Shows where the parameters and the multiply-adds are: a bar for each, cut by the members of a group.

const MEASURES = [["parameters", "parameters", "Parameters"], ["adds", "multiply-adds", "Multiply-adds"]];
const SMALLEST_LABEL = 0.06;

class Bars {
  constructor(app, box) {
    this.app = app;
    this.box = box;
    this.group = null;
  }

  show(group) {
    if (!group || group === this.group) return;
    this.group = group;
    const trail = [...ancestors(group), group].map((one, i, all) => this.crumb(one, i === all.length - 1));
    this.box.replaceChildren(
      element("nav", { class: "crumbs", "aria-label": "Part of the network" }, ...trail),
      ...MEASURES.map((measure) => this.bar(group, measure)),
    );
    this.mark();
  }

  crumb(group, isLast) {
    const name = group.parent ? group.name : group.model.data.name;
    return element("button", { type: "button", "aria-current": isLast ? "true" : null, onclick: () => this.open(group) }, name);
  }

  open(group) {
    this.show(group);
    this.app.select(group);
  }

  bar(group, [key, noun, title]) {
    const total = group[key];
    const pieces = this.pieces(group, key).map((item) => this.piece(item, key, noun, total));
    const whole = group.model.root[key];
    const share = group.parent ? percent(total, whole).replace("%)", "% of all)") : "";
    return element("div", { class: "bar" },
      element("span", { class: "bar-title" }, title),
      element("div", { class: "pieces" }, ...(total ? pieces : [element("span", { class: "none" }, "none")])),
      element("span", { class: "bar-total" }, `${magnitude(total)}${share}`));
  }

  pieces(group, key) {
    return group.members.filter((one) => one[key] > 0);
  }

  piece(item, key, noun, total) {
    const share = item[key] / total;
    const text = `${item.isGroup ? item.name : `${item.name}, ${item.title}`}: ${grouped(item[key])} ${noun}, ${(100 * share).toFixed(1)}%`;
    const piece = element("button", {
      type: "button", class: "piece", title: text, "aria-label": text,
      onclick: () => { this.app.select(item); if (item.isGroup) this.show(item); },
    }, share >= SMALLEST_LABEL ? element("span", {}, item.isGroup ? item.name : item.title) : null);
    piece.style.flexGrow = String(share);
    piece.item = item;
    return piece;
  }

  /** Marks the pieces that hold what is selected. */
  mark() {
    const { selected } = this.app;
    for (const piece of this.box.querySelectorAll(".piece")) {
      piece.classList.toggle("selected", holds(piece.item, selected.first) && holds(piece.item, selected.last));
    }
  }
}
