// The network as a tree, for reading and for screen readers. Only the rows in sight have elements.

const ROW = 26;

class Outline {
  constructor(app, tree) {
    this.app = app;
    this.tree = tree;
    this.open = new Set();
    this.rows = [];
    this.space = element("div", { class: "space", role: "presentation" });
    tree.replaceChildren(this.space);
    const draw = oncePerFrame(() => this.draw());
    tree.addEventListener("scroll", draw);
    new ResizeObserver(draw).observe(tree);
    tree.addEventListener("keydown", (event) => this.key(event));
    tree.addEventListener("click", (event) => this.click(event));
  }

  /** Shows a network; what was open stays open. */
  show(model) {
    this.model = model;
    this.isOpen = (group) => group === model.root || this.open.has(group.id);
    this.refresh();
  }

  refresh() {
    this.rows = [];
    const visit = (group, level) => group.members.forEach((item, i) => {
      this.rows.push({ item, level, position: i + 1, of: group.members.length });
      if (item.isGroup && this.isOpen(item)) visit(item, level + 1);
    });
    visit(this.model.root, 1);
    this.space.style.height = `${this.rows.length * ROW}px`;
    this.draw();
  }

  toggle(group, isOpen = !this.isOpen(group)) {
    if (isOpen) this.open.add(group.id);
    else this.open.delete(group.id);
    this.refresh();
  }

  /** Opens the way to an item and scrolls to it. */
  reveal(item) {
    for (const group of ancestors(item)) this.open.add(group.id);
    this.refresh();
    const at = this.rows.findIndex((row) => row.item === item);
    if (at < 0) return;
    const { tree } = this;
    const top = at * ROW;
    if (top < tree.scrollTop || top + ROW > tree.scrollTop + tree.clientHeight) {
      tree.scrollTop = Math.max(0, top - tree.clientHeight / 3);
    }
    this.draw();
  }

  draw() {
    const first = Math.max(0, Math.floor(this.tree.scrollTop / ROW) - 6);
    const last = Math.min(this.rows.length, first + Math.ceil((this.tree.clientHeight || 600) / ROW) + 12);
    const selected = this.app.selected;
    const at = this.rows.findIndex((row) => row.item === selected);
    const shown = new Set();
    for (let i = first; i < last; i++) shown.add(i);
    if (at >= 0) shown.add(at);
    this.space.replaceChildren(...[...shown].sort((a, b) => a - b).map((i) => this.row(i, this.rows[i].item === selected)));
    if (at >= 0) this.tree.setAttribute("aria-activedescendant", `row-${at}`);
    else this.tree.removeAttribute("aria-activedescendant");
  }

  row(i, isSelected) {
    const { item, level, position, of } = this.rows[i];
    const row = element("div", {
      id: `row-${i}`, class: `row ${item.isGroup ? "group" : `layer fam-${item.text("family")}`}${item.mark ? ` mark-${item.mark}` : ""}`,
      role: "treeitem", "aria-level": level, "aria-posinset": position, "aria-setsize": of,
      "aria-selected": String(isSelected), "aria-expanded": item.isGroup ? String(this.isOpen(item)) : null,
    });
    row.style.top = `${i * ROW}px`;
    row.style.paddingLeft = `${6 + (level - 1) * 14}px`;
    row.append(
      element("span", { class: "twist" }),
      element("span", { class: "row-name" }, item.name),
      element("span", { class: "row-note" }, ` ${item.isGroup ? item.note : item.title}`),
      element("span", { class: "row-count" }, " ", ...this.count(item)),
      element("span", { class: "hidden" }, `${this.isShare(item) ? " of the parameters" : ""}, ${further(item)}`),
    );
    return row;
  }

  /** How an item changed, or how many layers in it did; else its share of the parameters. */
  count(item) {
    const share = (100 * item.parameters) / Math.max(1, this.model.root.parameters);
    if (item.mark) return [MARK_SIGNS[item.mark]];
    if (this.isShare(item)) return [`${share < 0.1 ? "<0.1" : share.toFixed(1)}%`];
    return changesIn(item).map(([mark, number]) => element("span", { class: `change mark-${mark}` }, `${MARK_SIGNS[mark]}${number} `));
  }

  isShare(item) {
    return item.parameters > 0 && !item.mark && !changesIn(item).length;
  }

  click(event) {
    const row = event.target.closest(".row");
    if (!row) return;
    const { item } = this.rows[Number(row.id.slice(4))];
    if (item.isGroup && event.target.closest(".twist")) this.toggle(item);
    else this.app.select(item);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const at = this.rows.findIndex((row) => row.item === this.app.selected);
    const item = this.rows[at]?.item;
    const go = (i) => this.app.select(this.rows[Math.max(0, Math.min(this.rows.length - 1, i))].item);
    const page = Math.floor(this.tree.clientHeight / ROW) - 1;
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: this.rows.length - 1, PageDown: at + page, PageUp: at - page };
    if (event.key in moves) go(moves[event.key]);
    else if (event.key === "ArrowRight" && item?.isGroup) this.isOpen(item) ? go(at + 1) : this.toggle(item, true);
    else if (event.key === "ArrowLeft" && item) {
      if (item.isGroup && this.isOpen(item)) this.toggle(item, false);
      else if (item.parent !== this.model.root) this.app.select(item.parent);
    } else if ((event.key === "Enter" || event.key === " ") && item?.isGroup) this.app.toggle(item);
    else return;
    event.preventDefault();
  }
}

/** What a screen reader says of an item. */
function spoken(item) {
  return [item.name, item.isGroup ? item.note : item.title, further(item)].filter(Boolean).join(", ");
}

/** The marks in a group of which not all has the same, and how many layers have each. */
function changesIn(item) {
  return item.isGroup && !item.mark ? MARKS.filter((mark) => item.marks[mark]).map((mark) => [mark, item.marks[mark]]) : [];
}

/** What is not written in a row of the outline. */
function further(item) {
  const parts = [item.isGroup && counted(item.count, "layer"), item.shape && `gives ${item.shape.replaceAll("x", " by ")}`, item.mark];
  for (const [mark, number] of changesIn(item)) parts.push(`${number} ${mark}`);
  if (!item.isGroup && item.text("resolved")) parts.push(`made to fit: ${item.text("resolved")}`);
  if (!item.isGroup && item.model.warned.has(item.index)) parts.push("has a warning");
  return parts.filter(Boolean).join(", ");
}
