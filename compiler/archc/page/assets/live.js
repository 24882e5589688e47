// Asks the server of a live page what is new, and shows it in place: the view, and what is open, stay.

const ASK_MS = 400;

class Live {
  constructor(app, { live, version, errors }) {
    this.app = app;
    this.address = live;
    this.version = version;
    this.errors = errors;
    this.say(errors);
    this.ask();
  }

  async ask() {
    try {
      const answer = await fetch(`${this.address}?since=${this.version}`, { cache: "no-store" });
      if (answer.status === 200) this.show(await answer.json());
      if (this.isLost) this.say(this.errors);
      this.isLost = false;
    } catch {
      this.isLost = true;
      this.say(["archc view has ended: the page does not change any more."]);
    }
    setTimeout(() => this.ask(), this.isLost ? 2000 : ASK_MS);
  }

  show({ version, document: data, errors }) {
    this.version = version;
    this.errors = errors;
    this.say(errors);
    this.app.show(data);
    this.app.say(errors.length ? `The spec has ${counted(errors.length, "error")}` : "The picture is new");
  }

  say(errors) {
    const banner = byId("banner");
    banner.hidden = !errors.length;
    banner.replaceChildren(...errors.map((text) => element("pre", {}, text)));
  }
}
