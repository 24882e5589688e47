// Holds the parts of the page together: what is selected, what is open, and who has to know.

const FEW = 40; // A network with no more layers is shown whole.

const SMALLEST = 0.3; // The scale at which boxes can still be told apart.

const READABLE = 0.8; // The scale at which all text can be read.

class App {
  constructor(data) {
    this.live = byId("live");
    setUpTheme();
    setUpTabs();
    this.layout = new Layout();
    this.camera = new Camera(byId("canvas"), () => this.scene.frame());
    this.scene = new Scene(byId("scene"), this.camera);
    this.outline = new Outline(this, byId("outline"));
    this.bars = new Bars(this, byId("bars"));
    this.details = new Details(this, byId("details"));
    this.specText = new SpecText(this, byId("files"), byId("text"));
    this.findings = new Findings(this, byId("findings-panel"), byId("tab-findings"));
    this.search = new Search(this);
    this.diagram = new Diagram(this, byId("canvas"));
    setUpTools(this);
    setUpKeys(this);
    this.show(data);
  }

  /** Shows a network; what was open and selected before stays so, as far as it is still there. */
  show(data) {
    const before = this.model;
    this.model = new Model(data);
    if (before) for (const [id, group] of before.groups) if (group.isOpen) this.open(this.model.groups.get(id));
    const { totals } = data;
    document.body.classList.toggle("diff", Boolean(data.comparison));
    byId("title").textContent = data.name;
    const counts = [counted(totals.layers, "layer"), `${magnitude(totals.parameters)} parameters`, `${magnitude(totals.multiply_adds)} multiply-adds`];
    byId("totals").textContent = data.comparison ? data.comparison.sides : counts.join(", ");
    byId("canvas").setAttribute("aria-label", `Diagram of ${data.name}`);
    if (!before && this.model.root.count <= FEW) for (const group of this.model.groups.values()) group.isOpen = true;
    const wanted = before ? this.selected.id : linked();
    this.selected = this.model.find(wanted) ?? this.model.root;
    this.chosen = [this.selected];
    this.search.forget();
    if (!before) for (const group of ancestors(this.selected)) group.isOpen = true;
    this.place();
    this.outline.show(this.model);
    this.findings.show(this.model);
    this.specText.showModel(this.model);
    this.bars.group = null;
    showLegend(this.model);
    this.search.run();
    if (!before) this.begin(this.selected);
    this.select(this.selected, { reveal: false, quiet: true });
  }

  /** Lays out what is open, and draws it. */
  place() {
    this.layout.place(this.model.root);
    this.markShown();
    this.scene.show(this.model.root);
  }

  /** Has the picture show what is selected and what was found, or the closed groups that hide it. */
  markShown() {
    this.scene.one = visible(this.selected);
    this.scene.selected = new Set(this.chosen.map(visible));
    this.scene.found = new Set(this.search.matches.map(visible));
    this.scene.remark();
  }

  open(group) {
    if (group) group.isOpen = true;
  }

  /** Opens or closes a group; its top left corner stays where it is on the screen. */
  toggle(group) {
    const { camera } = this;
    this.openAround(group);
    const before = { x: group.wx, y: group.wy };
    group.isOpen = !group.isOpen;
    this.outline.toggle(group, group.isOpen);
    this.place();
    camera.pan((before.x - group.wx) * camera.scale, (before.y - group.wy) * camera.scale);
    camera.include({ x: group.wx, y: group.wy, w: group.w, h: group.h });
    this.select(group, { reveal: false, quiet: true });
    this.say(`${group.name} ${group.isOpen ? `open, ${counted(group.members.length, "part")}` : "closed"}`);
  }

  openMore() {
    const closed = [];
    const visit = (group) => group.members.forEach((one) => one.isGroup && (one.isOpen ? visit(one) : closed.push(one)));
    visit(this.model.root);
    for (const group of closed) group.isOpen = true;
    this.place();
    this.camera.show(this.whole(), 1, SMALLEST);
    this.say(closed.length ? `${counted(closed.length, "group")} opened` : "Everything is open");
  }

  closeAll() {
    for (const group of this.model.groups.values()) group.isOpen = group === this.model.root;
    this.place();
    this.fit();
    this.say("All groups closed");
  }

  fit() {
    this.camera.show(this.whole());
    this.camera.refit = () => this.fit();
  }

  /** What is seen first: what the address names, or all of the picture, or as much of its top as can be read. */
  begin(named) {
    const { camera } = this;
    if (named.parent) camera.show({ x: named.wx, y: named.wy, w: named.w, h: named.h }, 1, READABLE);
    else this.showTop();
    camera.refit = () => this.begin(named);
  }

  showTop() {
    const { camera, model } = this;
    const [whole, first] = [this.whole(), model.root.members[0]];
    const w = Math.min(whole.w, camera.width / READABLE);
    const x = Math.min(whole.w - w, Math.max(0, first.wx + (first.w - w) / 2));
    camera.show({ ...whole, x, w }, 1, READABLE);
  }

  whole() {
    return { x: 0, y: 0, w: this.model.root.w, h: this.model.root.h };
  }

  /** Selects an item. `reveal` brings it into sight, `open` opens the groups around it first. */
  select(item, { reveal = true, open = false, quiet = false, chosen = [item] } = {}) {
    this.selected = item;
    this.chosen = chosen;
    if (open) this.openAround(item);
    this.markShown();
    this.details.show(item);
    this.specText.show(this.model.placeOf(item));
    this.bars.show(item.isGroup ? item : item.parent);
    this.bars.mark();
    this.outline.reveal(item);
    if (reveal) this.reveal(item);
    if (!quiet) this.say(spoken(item));
    const hash = item.parent ? `#${encodeURIComponent(item.id)}` : "#";
    if (location.hash !== hash && (item.parent || location.hash)) history.replaceState(null, "", hash);
  }

  /** Selects what holds all of these layers, and marks each of them. */
  selectLayers(layers, what) {
    if (!layers.length) return this.say(`No layers come from ${what}`);
    const around = this.model.around(layers.map((one) => one.index));
    this.select(around, { open: layers.length === 1, quiet: true, chosen: layers });
    return this.say(`${counted(layers.length, "layer")} from ${what}`);
  }

  openAround(item) {
    const closed = ancestors(item).filter((group) => !group.isOpen);
    for (const group of closed) this.outline.open.add(group.id);
    for (const group of closed) group.isOpen = true;
    if (closed.length) this.place();
  }

  reveal(item) {
    const shown = visible(item);
    if (shown.parent) this.camera.reveal({ x: shown.wx, y: shown.wy, w: shown.w, h: shown.h });
  }

  /** Says what the pointer is over. */
  hint(item) {
    if (item === this.hinted) return;
    this.hinted = item;
    const place = item && this.model.placeOf(item);
    const parts = item ? [item.name, item.isGroup ? item.note : item.title, item.shape, place && `line ${place[1]}`] : [];
    byId("hint").textContent = parts.filter(Boolean).join("  \u00b7  ");
    this.specText.hint(place);
  }

  say(text) {
    this.live.textContent = text;
  }
}

/** The item, or the closed group that hides it. */
function visible(item) {
  return ancestors(item).find((group) => !group.isOpen) ?? item;
}

/** What the address of the page names; anybody may have typed it. */
function linked() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}

const data = JSON.parse(byId("data").textContent);
const app = new App(data);
if (data.live) new Live(app, data);
globalThis.archcPage = app; // for whoever tests or scripts the page
