// Asks the server of a live page what is new, and shows it in place: the view, and what is open, stay.

const ASK_MS = 400;
const ASK_AGAIN_MS = 2000;
const ENDED = "archc view has ended: the page does not change any more.";

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
    const wasLost = this.isLost;
    const { status, state } = await this.answer();
    this.isLost = status === 0;
    // Another server listens there now: this page's does not come back.
    if (status === 403 || status === 404) return this.say([ENDED]);
    // Set before the picture is drawn: what fails there does not end the asking.
    setTimeout(() => this.ask(), this.isLost ? ASK_AGAIN_MS : ASK_MS);
    if (this.isLost) this.say([ENDED]);
    else if (state) this.show(state);
    else if (wasLost) this.say(this.errors);
  }

  /** The status of the answer, 0 without one, and what is new, if anything is. */
  async answer() {
    try {
      const answer = await fetch(`${this.address}?since=${this.version}`, { cache: "no-store" });
      return { status: answer.status, state: answer.status === 200 ? await answer.json() : null };
    } catch {
      return { status: 0, state: null };
    }
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
