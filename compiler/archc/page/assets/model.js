// Turns the data of the page into a tree of groups and layers, with the edges that each group draws.

const MARKS = ["added", "removed", "changed", "moved"];

/** A layer, or an input of the network. */
class Layer {
  constructor(model, index, parent) {
    this.model = model;
    this.index = index;
    this.parent = parent;
    this.isGroup = false;
    this.first = this.last = index;
    this.name = this.id = model.data.layers.name[index];
  }

  text(column) {
    return this.model.data.texts[this.model.data.layers[column][this.index]];
  }

  number(column) {
    return this.model.data.layers[column][this.index];
  }

  get title() { return this.text("label"); }
  get kind() { return this.text("kind"); }
  get shape() { return this.text("shape"); }
  get isGone() { return this.mark === "removed"; }
  get parameters() { return this.isGone ? 0 : this.number("parameters"); }
  get adds() { return this.isGone ? 0 : this.number("multiply_adds"); }
  get mark() { return this.text("mark"); }
  get place() { return this.model.data.places[this.number("place")]; }
  get outputs() { return this.model.outputsOf.get(this.index) ?? []; }
}

/** A stage, a block, a repeat or one of its turns: what can be opened. */
class Group {
  constructor(model, [id, sort, title, note, members], parent) {
    Object.assign(this, { model, id, sort, title, note, parent, isGroup: true });
    this.isOpen = false;
    this.locals = [];
    this.members = members.map((one) => model.item(one, this));
    this.first = Math.min(...this.members.map((one) => one.first));
    this.last = Math.max(...this.members.map((one) => one.last));
    this.parameters = sum(this.members, (one) => one.parameters);
    this.adds = sum(this.members, (one) => one.adds);
    this.count = sum(this.members, (one) => (one.isGroup ? one.count : 1));
    this.resolved = sum(this.members, (one) => (one.isGroup ? one.resolved : one.text("resolved") ? 1 : 0));
    this.warned = sum(this.members, (one) => (one.isGroup ? one.warned : model.warned.has(one.index) ? 1 : 0));
    this.marks = Object.fromEntries(MARKS.map((mark) => [mark, sum(this.members, (one) => countMark(one, mark))]));
  }

  get name() {
    return this.sort === "turn" ? `${this.parent.title || "repeat"} ${this.title}` : this.title || this.note || this.sort;
  }

  get shape() {
    const last = this.members[this.members.length - 1];
    return last ? last.shape : "";
  }

  /** What a small block is all about: the family of the one layer in it that holds most. */
  get family() {
    const layers = this.count <= 4 && this.sort === "block" ? this.members.filter((one) => !one.isGroup) : [];
    const main = layers.filter((one) => ["conv", "dense", "pool"].includes(one.text("family")));
    return main.length === 1 ? main[0].text("family") : "";
  }

  /** All of it is new, or gone. */
  get mark() {
    return MARKS.find((mark) => this.marks[mark] === this.count) ?? "";
  }
}

function countMark(item, mark) {
  return item.isGroup ? item.marks[mark] : item.mark === mark ? 1 : 0;
}

function sum(items, value) {
  return items.reduce((total, one) => total + value(one), 0);
}

/** The whole network, as the page shows it. */
class Model {
  constructor(data) {
    this.data = data;
    this.layers = [];
    this.groups = new Map();
    this.outputsOf = new Map();
    for (const [name, index] of data.outputs) this.outputsOf.set(index, [...(this.outputsOf.get(index) ?? []), name]);
    this.warned = new Set(data.findings.filter((one) => one.severity === "warning").flatMap((one) => one.layers));
    this.root = this.item(data.groups, null);
    this.root.isOpen = true;
    this.inputsOf = this.layers.map(() => []);
    this.readersOf = this.layers.map(() => []);
    this.addEdges();
    const goneFirst = [...this.layers].sort((a, b) => b.isGone - a.isGone);
    this.byName = new Map(goneFirst.map((layer) => [layer.name, layer]));
  }

  item(written, parent) {
    if (typeof written === "number") return (this.layers[written] = new Layer(this, written, parent));
    const group = new Group(this, written, parent);
    this.groups.set(group.id, group);
    return group;
  }

  /** Gives each group the edges inside it: from a member or a port to a member or a port, and of which layer. */
  addEdges() {
    const { edges } = this.data;
    for (let i = 0; i < edges.length; i += 2) {
      const source = this.layers[edges[i]];
      const target = this.layers[edges[i + 1]];
      this.inputsOf[target.index].push(source);
      this.readersOf[source.index].push(target);
      let outer = target.parent;
      let to = target;
      for (; !holds(outer, source.index); to = outer, outer = outer.parent) {
        outer.locals.push({ source: source.index, from: null, to });
      }
      let from = source;
      for (let group = source.parent; group !== outer; from = group, group = group.parent) {
        group.locals.push({ source: source.index, from, to: null });
      }
      outer.locals.push({ source: source.index, from, to });
    }
  }

  find(id) {
    return this.groups.get(id) ?? this.byName.get(id) ?? null;
  }

  /** The smallest item that holds all of these layers. */
  around(indices) {
    let item = this.layers[indices[0]];
    while (!indices.every((index) => holds(item, index))) item = item.parent;
    return item;
  }

  /** The layers whose step begins on a line; else those of the calls that do; else those of the smallest step around it. */
  layersAt(file, line) {
    const on = ([f, first]) => f === file && first === line;
    const starting = this.layers.filter((one) => one.place && on(one.place));
    if (starting.length) return starting;
    const called = this.layers.filter((one) => this.trail(one).some((context) => on(context.place)));
    if (called.length) return called;
    const around = this.layers.filter(({ place: [f, first, last] }) => f === file && first <= line && line <= last);
    const size = ({ place: [, first, last] }) => last - first;
    const smallest = Math.min(...around.map(size));
    return around.filter((one) => size(one) === smallest);
  }

  /** What a layer stands in, from the inside out: texts, and the places of the calls. */
  trail(layer) {
    const found = [];
    for (let at = layer.number("context"); at >= 0; ) {
      const [text, place, outer] = this.data.contexts[at];
      found.push({ text: this.data.texts[text], place: this.data.places[place] });
      at = outer;
    }
    return found;
  }

  /** Where a group is written: where its layers are called, as far as they share that. */
  placeOf(item) {
    if (!item.isGroup) return item.place;
    if (item === this.root) return null;
    const kept = this.layers.slice(item.first, item.last + 1).filter((one) => !one.isGone || item.mark);
    const trails = [kept[0], kept.at(-1)].map((one) => this.trail(one).reverse());
    const depth = trails[0].findIndex(({ place }, i) => String(trails[1][i]?.place) !== String(place));
    const shared = depth < 0 ? trails[0].length : depth;
    return shared > 0 ? trails[0][shared - 1].place : kept[0].place;
  }
}

function holds(item, index) {
  return item.first <= index && index <= item.last;
}

/** The groups around an item, the outermost first. */
function ancestors(item) {
  const found = [];
  for (let group = item.parent; group; group = group.parent) found.unshift(group);
  return found;
}

const GROUPED = new Intl.NumberFormat("en-US");

function grouped(number) {
  return GROUPED.format(number);
}

/** `14.15 G`, as archc writes it. */
function magnitude(number) {
  for (const [power, prefix] of [[12, "T"], [9, "G"], [6, "M"], [3, "k"]]) {
    if (number >= 10 ** power - 5 * 10 ** (power - 6)) return `${(number / 10 ** power).toFixed(2)} ${prefix}`;
  }
  return String(number);
}

function counted(number, noun) {
  return `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
}
