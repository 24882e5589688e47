// Lists what was found: changes where networks are compared, warnings, and sums that were made to fit.

const SIGNS = { ...MARK_SIGNS, error: "\u2715", warning: "!", resolved: "\u2248", note: "i" };

class Findings {
  constructor(app, panel, tab) {
    this.app = app;
    this.panel = panel;
    this.tab = tab;
  }

  show(model) {
    const { findings, changes } = model.data;
    this.model = model;
    const count = findings.length + (changes?.length ?? 0);
    this.tab.replaceChildren(changes ? "Changes" : "Findings", element("span", { class: "count" }, grouped(count)));
    const parts = [];
    let scope = null;
    for (const change of changes ?? []) {
      if (change.scope !== scope) parts.push(element("h2", { class: "part" }, change.scope));
      scope = change.scope;
      parts.push(this.entry({ ...change, severity: change.kind, message: change.text }));
    }
    for (const [severity, title] of [["error", "Errors"], ["warning", "Warnings"], ["resolved", "Sums made to fit"], ["note", "Notes"]]) {
      const entries = findings.filter((one) => one.severity === severity);
      if (entries.length) parts.push(element("h2", { class: "part" }, title), ...entries.map((one) => this.entry(one)));
    }
    if (!parts.length) parts.push(element("p", { class: "quiet" }, changes ? "Nothing changed." : "No warnings, and every sum fits."));
    this.panel.replaceChildren(...parts);
  }

  entry({ severity, code, message, help, place, layers }) {
    const [file, line] = this.model.data.places[place] ?? [];
    const where = file === undefined ? "" : `${shortName(this.model.data.files[file].name)}:${line}`;
    const what = [where, layers.length && counted(layers.length, "layer")].filter(Boolean).join(", ");
    return element("button", { type: "button", class: `finding ${severity}`, onclick: () => this.go(layers, place) },
      element("span", { class: "sign", "aria-hidden": "true" }, SIGNS[severity]),
      element("span", { class: "message" }, element("span", { class: "hidden" }, `${severity}: `), message,
        help ? element("span", { class: "help" }, help) : null,
        element("span", { class: "where" }, code && severity !== "resolved" ? `${code}  ${what}` : what)));
  }

  go(layers, place) {
    if (layers.length) this.app.selectLayers(layers.map((index) => this.model.layers[index]), "the finding");
    this.app.specText.show(this.model.data.places[place]);
  }
}
