// Draws what can be seen of the picture as SVG, and nothing else: elements come and go as the camera moves.
//
// 1. What lies outside of the view and a margin around it has no element.
// 2. A group that is small on the screen is drawn as a block, without what is in it. From far away, a layer is a
//    rectangle, and the lines of a group are one path.
// 3. While the camera moves within the margin, only the transform of the whole changes.

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 0.35;
const FAR_MARGIN = 0.1;
const SMALL = 64;
const FAR = 0.3;
const MARK_SIGNS = { added: "+", removed: "\u2212", changed: "~", moved: "\u203a" };

function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

class Scene {
  constructor(element, camera) {
    this.svg = element;
    this.camera = camera;
    this.world = svg("g");
    this.layers = { groups: svg("g"), edges: svg("g"), items: svg("g") };
    this.world.append(...Object.values(this.layers));
    this.svg.replaceChildren(this.world);
    this.drawn = new Map();
    this.selected = new Set();
    this.found = new Set();
  }

  /** Shows another layout: nothing that was drawn holds any more. */
  show(root) {
    this.root = root;
    this.camera.bounds = { w: root.w, h: root.h };
    for (const element of this.drawn.values()) element.remove();
    this.drawn.clear();
    this.area = null;
    placeInWorld(root, 0, 0);
    this.camera.request();
  }

  /** Called for each frame. */
  frame() {
    const { camera } = this;
    this.world.setAttribute("transform", `translate(${camera.x} ${camera.y}) scale(${camera.scale})`);
    const seen = camera.seen(0);
    const a = this.area;
    const isInside = a && a.left <= seen.left && a.right >= seen.right && a.top <= seen.top && a.bottom >= seen.bottom;
    const isSameScale = this.scale && Math.abs(Math.log(camera.scale / this.scale)) < 0.2;
    if (!isInside || !isSameScale) this.draw();
  }

  /** Rules 1 and 2. */
  draw() {
    this.scale = this.camera.scale;
    this.isFar = this.scale < FAR;
    this.area = this.camera.seen(this.isFar ? FAR_MARGIN : MARGIN);
    this.svg.classList.toggle("far", this.isFar);
    const wanted = new Set();
    this.visit(this.root, wanted);
    for (const [key, element] of this.drawn) {
      if (!wanted.has(key)) {
        element.remove();
        this.drawn.delete(key);
      }
    }
  }

  visit(group, wanted) {
    const { items, groups } = this.layers;
    for (const member of group.members) {
      if (!overlaps(member.wx, member.wy, member.w, member.h, this.area)) continue;
      const isOpen = member.isGroup && member.isOpen;
      const isBlock = isOpen && member.h * this.scale < SMALL && member.w * this.scale < SMALL * 6;
      if (isOpen && !isBlock) {
        this.keep(member, wanted, groups, "open", () => drawOpen(member));
        this.visit(member, wanted);
      } else {
        const look = isBlock || this.isFar ? "plain" : "full";
        this.keep(member, wanted, items, look, () => drawClosed(member, look === "plain"));
      }
    }
    this.visitEdges(group, wanted);
  }

  visitEdges(group, wanted) {
    const { edges } = this.layers;
    if (this.isFar) {
      this.keep(group.edges, wanted, edges, "all", () => drawEdges(group));
      return;
    }
    for (const edge of group.edges) {
      const box = (edge.box ??= boxOf(edge.points));
      if (!overlaps(group.wx + box.x, group.wy + box.y, box.w, box.h, this.area)) continue;
      this.keep(edge, wanted, edges, "one", () => drawEdge(edge, group));
    }
  }

  /** Keeps what is drawn already and looks as it should. */
  keep(key, wanted, layer, look, draw) {
    wanted.add(key);
    let element = this.drawn.get(key);
    if (element?.look === look) return;
    element?.remove();
    element = draw();
    element.look = look;
    this.drawn.set(key, element);
    layer.append(element);
    this.mark(key, element);
  }

  /** Shows what is selected and what was found. */
  mark(key, element) {
    element.classList.toggle("selected", this.selected.has(key));
    element.classList.toggle("found", this.found.has(key));
    if (key.points) element.classList.toggle("linked", this.isLinked(key));
  }

  /** Whether an edge carries a value to or from what is selected. */
  isLinked({ source, from, to }) {
    const { one } = this;
    if (!one) return false;
    if (one.isGroup) return from === one || to === one;
    if (source === one.index) return true;
    return one.model.inputsOf[one.index].some((x) => x.index === source) && (!to || holds(to, one.index));
  }

  remark() {
    for (const [key, element] of this.drawn) this.mark(key, element);
  }
}

function placeInWorld(group, x, y) {
  group.wx = x;
  group.wy = y;
  for (const member of group.members) {
    member.wx = x + member.x;
    member.wy = y + member.y;
    if (member.isGroup && member.isOpen) placeInWorld(member, member.wx, member.wy);
  }
}

function overlaps(x, y, w, h, area) {
  return x < area.right && x + w > area.left && y < area.bottom && y + h > area.top;
}

function boxOf(points) {
  const [xs, ys] = [points.map((p) => p.x), points.map((p) => p.y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y };
}

function classOf(item, more) {
  const family = item.isGroup ? `group ${item.sort}${item.family && ` layer fam-${item.family}`}` : `layer fam-${item.text("family")}`;
  return [more, family, item.mark && `mark-${item.mark}`].filter(Boolean).join(" ");
}

function drawClosed(item, isPlain) {
  const g = svg("g", { class: classOf(item, "item"), transform: `translate(${item.wx} ${item.wy})` });
  g.item = item;
  if (item.isGroup && !isPlain && item.sort !== "turn") {
    g.append(svg("rect", { class: "behind", x: 4, y: 4, width: item.w, height: item.h, rx: 7 }));
  }
  g.append(svg("rect", { class: "body", width: item.w, height: item.h, rx: item.isGroup ? 7 : 5 }));
  if (isPlain) return g;
  const left = `M5 0H6V${item.h}H5A5 5 0 0 1 0 ${item.h - 5}V5A5 5 0 0 1 5 0Z`;
  if (!item.isGroup || item.family) g.append(svg("path", { class: "stripe", d: left }));
  const shift = item.isGroup ? 30 : 14;
  (item.lines ?? linesOf(item)).forEach(([text], i) => {
    g.append(svg("text", { class: i ? "note" : "name", x: shift, y: 20 + 17 * i }, text));
  });
  if (item.isGroup) g.append(chevron(false));
  g.append(...badges(item));
  return g;
}

function drawOpen(group) {
  const g = svg("g", { class: classOf(group, "open"), transform: `translate(${group.wx} ${group.wy})` });
  g.item = group;
  g.append(svg("rect", { class: "body", width: group.w, height: group.h, rx: 9 }));
  const head = svg("text", { class: "head", x: 30, y: 20 });
  head.append(svg("tspan", { class: "name" }, group.name));
  if (group.note && group.title) head.append(svg("tspan", { class: "note", dx: 8 }, group.note));
  g.append(head, chevron(true));
  return g;
}

/** The handle by which a group is opened and closed. */
function chevron(isOpen) {
  const g = svg("g", { class: "toggle", transform: "translate(6 6)" });
  g.append(svg("rect", { width: 18, height: 18, rx: 4 }));
  g.append(svg("path", { d: isOpen ? "M5 7.5 9 11.5 13 7.5" : "M7.5 5 11.5 9 7.5 13" }));
  return g;
}

/** What has to be seen of an item at once: how it changed, a sum that was made to fit, a warning. */
function badges(item) {
  const found = [];
  const has = item.isGroup ? item : { resolved: item.text("resolved"), warned: item.model.warned.has(item.index), marks: {} };
  if (item.mark) found.push([MARK_SIGNS[item.mark], `mark ${item.mark}`]);
  else for (const mark of MARKS) if (has.marks[mark]) found.push([`${MARK_SIGNS[mark]}${has.marks[mark]}`, `mark ${mark}`]);
  if (has.warned) found.push([item.isGroup ? `! ${has.warned}` : "!", "warning"]);
  if (has.resolved) found.push([item.isGroup ? `\u2248 ${has.resolved}` : "\u2248", "resolved"]);
  let right = item.w + 6;
  return found.reverse().map(([text, kind]) => {
    const width = 12 + 7 * text.length;
    right -= width + 3;
    const badge = svg("g", { class: `badge ${kind}`, transform: `translate(${right + 3} -12)` });
    badge.append(svg("rect", { width, height: 18, rx: 9 }), svg("text", { x: width / 2, y: 13 }, text));
    return badge;
  });
}

/** All lines of a group as one. */
function drawEdges(group) {
  const d = group.edges.map(({ points }) => points.map(({ x, y }, i) => `${i ? "L" : "M"}${x} ${y}`).join("")).join("");
  return svg("path", { class: "edge", d, transform: `translate(${group.wx} ${group.wy})` });
}

function drawEdge(edge, group) {
  edge.path ||= isTurned(edge.points) ? roundedPath(edge.points) : smoothPath(edge.points);
  const layer = group.model.layers[edge.source];
  const line = svg("path", { class: `edge${edgeMark(edge, layer)}`, d: edge.path, transform: `translate(${group.wx} ${group.wy})` });
  return line;
}

function edgeMark(edge, layer) {
  const marks = [edge.from?.mark, edge.to?.mark, layer.mark];
  const mark = marks.find((one) => one === "removed") ?? marks.find((one) => one === "added");
  return mark ? ` mark-${mark}` : "";
}
