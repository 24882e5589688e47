// Finds layers and groups by what they are called, their kind, label and shape, and goes through them.

class Search {
  constructor(app) {
    this.app = app;
    this.query = byId("query");
    this.output = byId("matches");
    this.matches = [];
    this.at = -1;
    this.query.addEventListener("input", () => this.run());
    this.query.addEventListener("keydown", (event) => this.key(event));
    byId("search").addEventListener("submit", (event) => event.preventDefault());
    byId("next").addEventListener("click", () => this.go(1));
    byId("previous").addEventListener("click", () => this.go(-1));
  }

  key(event) {
    if (event.key === "Enter") this.go(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") {
      this.query.value = "";
      this.run();
      byId("canvas").focus();
    } else return;
    event.preventDefault();
  }

  run() {
    const words = this.query.value.toLowerCase().split(/\s+/).filter(Boolean);
    this.at = -1;
    this.matches = words.length ? this.app.model.layers.filter((layer) => {
      layer.haystack ??= [layer.name, layer.kind, layer.title, layer.text("family"), layer.shape].join(" ").toLowerCase();
      return words.every((word) => layer.haystack.includes(word));
    }) : [];
    this.app.markShown();
    this.tell();
  }

  /** Drops what was found: it belongs to a network that is not shown any more. */
  forget() {
    this.matches = [];
    this.at = -1;
  }

  go(step) {
    const count = this.matches.length;
    if (!count) return;
    this.at = this.at < 0 ? (step > 0 ? 0 : count - 1) : (this.at + step + count) % count;
    this.app.select(this.matches[this.at], { open: true });
    this.tell();
  }

  tell() {
    const count = this.matches.length;
    this.output.textContent = !this.query.value.trim() ? "" : this.at < 0 ? grouped(count) : `${grouped(this.at + 1)} of ${grouped(count)}`;
    for (const id of ["next", "previous"]) byId(id).disabled = !count;
    if (this.query.value.trim() && this.at < 0) this.app.say(counted(count, "match").replace("matchs", "matches"));
  }
}
