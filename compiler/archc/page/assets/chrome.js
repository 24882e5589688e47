// What stands around the picture: the theme, the help, the tabs, the tools, the legend.

const THEMES = ["auto", "light", "dark"];

function setUpTheme() {
  const button = byId("theme");
  const kept = () => { try { return localStorage.getItem("archc-theme"); } catch { return null; } };
  const show = (theme) => {
    document.documentElement.dataset.theme = theme;
    button.textContent = { auto: "\u25d0", light: "\u2600", dark: "\u263e" }[theme];
    button.setAttribute("aria-label", `Theme: ${theme}`);
    button.title = `Theme: ${theme}`;
  };
  show(THEMES.includes(kept()) ? kept() : "auto");
  button.addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length];
    try { localStorage.setItem("archc-theme", next); } catch { /* The browser keeps nothing: the choice holds for now. */ }
    show(next);
  });
}

function setUpTabs() {
  const tabs = [byId("tab-outline"), byId("tab-findings")];
  const choose = (chosen) => {
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      byId(tab.getAttribute("aria-controls")).hidden = tab !== chosen;
    }
  };
  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      choose(tabs[1 - i]);
      tabs[1 - i].focus();
    });
  });
  choose(tabs[0]);
  return choose;
}

function setUpTools(app) {
  const on = (id, work) => byId(id).addEventListener("click", work);
  on("zoom-in", () => app.camera.zoom(1.3));
  on("zoom-out", () => app.camera.zoom(1 / 1.3));
  on("fit", () => app.fit());
  on("open-more", () => app.openMore());
  on("close-all", () => app.closeAll());
  on("help-button", () => byId("help").showModal());
}

/** Keys that work everywhere but where text is typed. */
function setUpKeys(app) {
  const works = {
    "/": () => { byId("query").focus(); byId("query").select(); },
    "?": () => byId("help").showModal(),
    "+": () => app.camera.zoom(1.3),
    "=": () => app.camera.zoom(1.3),
    "-": () => app.camera.zoom(1 / 1.3),
    0: () => app.fit(),
    n: () => app.search.go(1),
    p: () => app.search.go(-1),
    o: () => app.openMore(),
    c: () => app.closeAll(),
    f: () => app.reveal(app.selected),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, dialog") || !(event.key in works)) return;
    event.preventDefault();
    works[event.key]();
  });
}

function showLegend(model) {
  const used = new Set(model.layers.map((layer) => layer.text("family")));
  used.delete("input");
  const entries = model.data.families.filter(([family]) => used.has(family)).map(([family, text]) => element("li", { class: `fam-${family}` }, text));
  for (const mark of MARKS) {
    if (model.root.marks[mark]) entries.push(element("li", { class: `mark-${mark}` }, `${MARK_SIGNS[mark]} ${mark}`));
  }
  if (model.root.resolved) entries.push(element("li", { class: "resolved" }, "\u2248 sum made to fit"));
  byId("legend").replaceChildren(...entries);
}
