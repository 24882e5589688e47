// Places the members of open groups: each group by itself, the innermost first, so that opening one costs little.
//
// 1. A value from outside enters a group at a port at its top, and leaves it at a port at its bottom.
// 2. Members that follow each other in a chain stand in a column; all else is placed by dagre.
// 3. Groups of the same measures and edges are placed once.
// 4. A chain that is too tall for a screen stands in several columns.

const TITLE_FONT = "600 13px";
const NOTE_FONT = "12px";
const FAMILY = '"Inter", "Segoe UI", system-ui, "Helvetica Neue", Arial, sans-serif';
const PAD = 18;
const HEAD = 30;
const GAP = 26;
const GUTTER = 44;
const TURN = 14;
const TALL = 1100;
const measurer = document.createElement("canvas").getContext("2d");
const widths = new Map();

function textWidth(text, font) {
  const key = `${font}|${text}`;
  if (!widths.has(key)) {
    measurer.font = `${font} ${FAMILY}`;
    widths.set(key, measurer.measureText(text).width);
  }
  return widths.get(key);
}

/** The lines of a closed item, with their fonts. */
function linesOf(item) {
  const lines = [[item.title || item.note || item.sort, TITLE_FONT]];
  if (item.isGroup && item.sort === "turn") lines[0][0] = item.name;
  if (item.isGroup && item.note && item.title) lines.push([item.note, NOTE_FONT]);
  lines.push([item.shape, NOTE_FONT]);
  return lines;
}

function closedSize(item) {
  item.lines ??= linesOf(item);
  const widest = Math.max(...item.lines.map(([text, font]) => textWidth(text, font)));
  const extra = item.isGroup ? 40 : 24;
  return { w: Math.round(Math.max(64, widest + extra)), h: 14 + 17 * item.lines.length };
}

class Layout {
  constructor() {
    this.known = new Map();
  }

  /** Gives a group and all that is open in it `w` and `h`, and members `x` and `y` inside their group. */
  place(item) {
    if (!item.isGroup || !item.isOpen) {
      if (item.closed === undefined) item.closed = closedSize(item);
      item.w = item.closed.w;
      item.h = item.closed.h;
      item.ports = null;
      return;
    }
    for (const member of item.members) this.place(member);
    const edges = localEdges(item);
    const key = measures(item, edges);
    if (!this.known.has(key)) this.known.set(key, isChain(item, edges) ? columns(item, edges) : layered(item, edges));
    apply(item, edges, this.known.get(key));
  }
}

/** The edges of a group without those that look alike: of members that are closed, one is drawn for all. */
function localEdges(group) {
  const found = new Map();
  const numbers = new Map(group.members.map((one, i) => [one, i]));
  for (const { source, from, to } of group.locals) {
    const a = from ? numbers.get(from) : `i${source}`;
    const b = to ? numbers.get(to) : `o${source}`;
    const isSplit = from?.isOpen || to?.isOpen;
    const key = `${a}>${b}${isSplit ? `:${source}` : ""}`;
    if (!found.has(key)) found.set(key, { a, b, source, from, to });
  }
  return [...found.values()];
}

/** Rule 3: what the layout depends on, ports by their order. */
function measures(group, edges) {
  const ports = new Map();
  const name = (end) => {
    if (typeof end === "number") return end;
    if (!ports.has(end)) ports.set(end, `${end[0]}${ports.size}`);
    return ports.get(end);
  };
  const sizes = group.members.map((one) => {
    if (!one.ports) return `${one.w},${one.h}`;
    return `${one.w},${one.h},${[...one.ports.in.values(), ";", ...one.ports.out.values()]}`;
  });
  const lines = edges.map((edge) => `${name(edge.a)}>${name(edge.b)}`);
  return `${headWidth(group)}|${sizes.join(" ")}|${lines.join(" ")}`;
}

function headWidth(group) {
  if (!group.parent) return 0;
  const text = group.note && group.title ? `${group.title}  ${group.note}` : group.title || group.note;
  return textWidth(text, TITLE_FONT) + 60;
}

/** Rule 2. */
function isChain(group, edges) {
  const last = group.members.length - 1;
  const isNext = ({ a, b }) => {
    const from = typeof a === "number" ? a : -1;
    const to = typeof b === "number" ? b : last + 1;
    return to === from + 1;
  };
  const ports = new Set(edges.flatMap(({ a, b }) => [a, b]).filter((end) => typeof end === "string"));
  return edges.every(isNext) && ports.size <= 2 && edges.length <= group.members.length + 1;
}

/** Rule 4: from the bottom of a column, a line leads up between the two to the top of the next one. */
function columns(group, edges) {
  const runs = inRuns(group.members);
  const top = (group.parent ? HEAD : 0) + PAD + (runs.length > 1 ? TURN : 0);
  const places = [];
  const middles = [];
  let x = PAD;
  let bottom = 0;
  const wanted = headWidth(group) + 2 * PAD;
  const used = runs.reduce((all, run) => all + widest(run) + GUTTER, 2 * PAD - GUTTER);
  x += Math.max(0, Math.round((wanted - used) / 2));
  for (const run of runs) {
    const width = widest(run);
    let y = top;
    for (const one of run) {
      places.push({ x: Math.round(x + (width - one.w) / 2), y });
      middles.push(Math.round(x + width / 2));
      y += one.h + GAP;
    }
    bottom = Math.max(bottom, y - GAP);
    x += width + GUTTER;
  }
  const h = bottom + PAD + (runs.length > 1 ? TURN : 0);
  const starts = new Set(runs.map((_, i) => runs.slice(0, i).reduce((all, run) => all + run.length, 0)));
  const below = (i) => ({ x: middles[i], y: places[i].y + group.members[i].h });
  const lines = edges.map(({ a, b }) => {
    const start = typeof a === "number" ? below(a) : { x: middles[0], y: 0 };
    const stop = typeof b === "number" ? { x: middles[b], y: places[b].y } : { x: middles.at(-1), y: h };
    if (typeof a !== "number" || typeof b !== "number" || !starts.has(b)) return [start, stop];
    const between = Math.round((start.x + widest(runs.find((run) => run.includes(group.members[a]))) / 2) + GUTTER / 2);
    const [low, high] = [bottom + TURN, top - TURN];
    const turns = [[start.x, low], [between, low], [between, high], [stop.x, high]];
    return [start, ...turns.map(([px, py]) => ({ x: px, y: py })), stop];
  });
  const ends = ({ a, b }) => [...(typeof a === "string" ? [[a, middles[0]]] : []), ...(typeof b === "string" ? [[b, middles.at(-1)]] : [])];
  return { w: Math.max(wanted, used), h, places, lines, ports: numbered(edges, new Map(edges.flatMap(ends))) };
}

function widest(run) {
  return Math.max(...run.map((one) => one.w));
}

/** Members in columns: one, or as many as give a picture a little wider than high. */
function inRuns(members) {
  const height = members.reduce((all, one) => all + one.h + GAP, 0);
  if (height <= TALL) return [members];
  const count = Math.round(Math.sqrt((1.3 * height) / (widest(members) + GUTTER)));
  let runs = [];
  for (let room = height / count; !runs.length || runs.length > count; room *= 1.06) runs = filled(members, room);
  return runs;
}

/** Columns of a height, filled one after the other. */
function filled(members, room) {
  const runs = [[]];
  let left = room;
  for (const one of members) {
    if (runs.at(-1).length && one.h > left) {
      runs.push([]);
      left = room;
    }
    runs.at(-1).push(one);
    left -= one.h + GAP;
  }
  return runs;
}

/** Rule 2: dagre keeps the order of the branches unless lines would cross. */
function layered(group, edges) {
  const kept = arranged(group, edges, inBranchOrder(group, edges), true);
  return crossings(kept.lines) ? arranged(group, edges, edges.map((_, i) => i), false) : kept;
}

function arranged(group, edges, order, keepsOrder) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 22, edgesep: 14, ranksep: GAP, marginx: PAD, marginy: PAD });
  graph.setDefaultEdgeLabel(() => ({}));
  const ends = new Set(edges.flatMap(({ a, b }) => [a, b]).filter((end) => typeof end === "string"));
  for (const end of ends) graph.setNode(end, { width: 6, height: 1 });
  group.members.forEach((one, i) => graph.setNode(i, { width: one.w, height: one.h }));
  for (const i of order) graph.setEdge(edges[i].a, edges[i].b, { weight: 1 }, String(i));
  dagre.layout(graph, { disableOptimalOrderHeuristic: keepsOrder });
  const xs = edges.flatMap(({ a, b }, i) => graph.edge(a, b, String(i)).points.map(({ x }) => x));
  const left = Math.min(...xs, ...group.members.map((one, i) => graph.node(i).x - one.w / 2));
  const right = Math.max(...xs, ...group.members.map((one, i) => graph.node(i).x + one.w / 2));
  const w = Math.round(Math.max(right - left, headWidth(group)) + 2 * PAD);
  const dx = Math.round((w - right - left) / 2);
  const first = Math.min(...group.members.map((one, i) => graph.node(i).y - one.h / 2));
  const dy = Math.round((group.parent ? HEAD : 0) + PAD - first);
  const h = Math.round(Math.max(...group.members.map((one, i) => graph.node(i).y + one.h / 2)) + dy + PAD);
  const places = group.members.map((one, i) => {
    const { x, y } = graph.node(i);
    return { x: Math.round(x - one.w / 2 + dx), y: Math.round(y - one.h / 2 + dy) };
  });
  const ports = new Map([...ends].map((end) => [end, Math.round(graph.node(end).x + dx)]));
  const lines = edges.map(({ a, b }, i) => {
    const bends = graph.edge(a, b, String(i)).points.slice(1, -1).map(({ x, y }) => ({ x: x + dx, y: y + dy }));
    const inside = bends.filter(({ y }) => y > 8 && y < h - 8);
    const start = typeof a === "string" ? { x: ports.get(a), y: 0 } : end(places[a], group.members[a], inside[0], true);
    const stop = typeof b === "string" ? { x: ports.get(b), y: h } : end(places[b], group.members[b], inside.at(-1), false);
    return [start, ...inside, stop];
  });
  return { w, h, places, lines, ports: numbered(edges, ports) };
}

/** Where a line leaves a member below, or enters it above: straight on, as far as the member reaches. */
function end({ x, y }, { w, h }, next, isBelow) {
  const edge = Math.min(14, w / 4);
  const wanted = next ? next.x : x + w / 2;
  const isOff = wanted < x + edge || wanted > x + w - edge;
  return { x: isOff ? Math.min(x + w - edge, Math.max(x + edge, wanted)) : wanted, y: isBelow ? y + h : y };
}

/** The edges by the place of their branch: dagre visits them in this order. */
function inBranchOrder(group, edges) {
  const keys = edges.map((edge) => {
    const { to, source, b } = edge;
    const inputs = to && !to.isGroup ? group.model.inputsOf[to.index] : [];
    if (inputs.length < 2) return typeof b === "number" ? b : group.members.length;
    const position = inputs.findIndex((one) => one.index === source);
    if (position < 1) return -1;
    const before = group.members.findIndex((one) => holds(one, inputs[position - 1].index));
    return before + 0.5;
  });
  return edges.map((_, i) => i).sort((i, j) => keys[i] - keys[j] || i - j);
}

/** How many pairs of lines cross, as far as their bends tell. */
function crossings(lines) {
  const pieces = lines.flatMap((points, line) => points.slice(1).map((q, i) => ({ line, p: points[i], q })));
  let count = 0;
  for (let i = 0; i < pieces.length; i++) {
    for (let j = i + 1; j < pieces.length; j++) {
      if (pieces[i].line !== pieces[j].line && cross(pieces[i], pieces[j])) count++;
    }
  }
  return count;
}

function cross({ p, q }, { p: r, q: s }) {
  if (Math.max(p.y, r.y) >= Math.min(q.y, s.y) - 1) return false;
  const side = (a, b, c) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  return side(p, q, r) * side(p, q, s) < -1 && side(r, s, p) * side(r, s, q) < -1;
}

/** Ports by the order of the edges, so that another group of the same measures can use them. */
function numbered(edges, ports) {
  return edges.map(({ a, b }) => [ports.get(a), ports.get(b)]);
}

function apply(group, edges, placed) {
  group.w = placed.w;
  group.h = placed.h;
  group.ports = { in: new Map(), out: new Map() };
  placed.places.forEach((place, i) => Object.assign(group.members[i], place));
  group.edges = edges.map((edge, i) => {
    const [enters, leaves] = placed.ports[i];
    if (enters !== undefined) group.ports.in.set(edge.source, enters);
    if (leaves !== undefined) group.ports.out.set(edge.source, leaves);
    return { ...edge, points: attached(edge, placed.lines[i]), path: "" };
  });
}

/** Rule 1: the line to an open group ends at its port. */
function attached({ source, from, to }, points) {
  const found = points.map((point) => ({ ...point }));
  const leaves = from?.ports?.out.get(source);
  if (leaves !== undefined) found[0] = { x: from.x + leaves, y: from.y + from.h };
  const enters = to?.ports?.in.get(source);
  if (enters !== undefined) found[found.length - 1] = { x: to.x + enters, y: to.y };
  if (isTurned(found)) {
    found[1].x = found[0].x;
    found.at(-2).x = found.at(-1).x;
  }
  return found;
}

/** Whether a line leads up to another column. */
function isTurned(points) {
  return points.length === 6 && points[3].y < points[2].y;
}

/** A line of straight pieces with round corners. */
function roundedPath(points) {
  let path = `M${points[0].x} ${points[0].y}`;
  for (let i = 1; i < points.length - 1; i++) {
    const [before, at, after] = points.slice(i - 1, i + 2);
    const near = (other) => {
      const length = Math.hypot(other.x - at.x, other.y - at.y) || 1;
      const part = Math.min(8, length / 2) / length;
      return `${at.x + (other.x - at.x) * part} ${at.y + (other.y - at.y) * part}`;
    };
    path += `L${near(before)}Q${at.x} ${at.y} ${near(after)}`;
  }
  return `${path}L${points.at(-1).x} ${points.at(-1).y}`;
}

/** A smooth line through points that go down, without turning back (Steffen, 1990, as in d3-shape's monotoneY). */
function smoothPath(points) {
  const p = points.filter((one, i) => i === 0 || one.y > points[i - 1].y + 0.5);
  if (p.length < 2) return points.map(({ x, y }, i) => `${i ? "L" : "M"}${x} ${y}`).join("");
  const slope = (i) => (p[i + 1].x - p[i].x) / (p[i + 1].y - p[i].y);
  const tangents = p.map((_, i) => {
    if (i === 0 || i === p.length - 1) return 0;
    const [before, after] = [slope(i - 1), slope(i)];
    if (before * after <= 0) return 0;
    return (2 * before * after) / (before + after);
  });
  let path = `M${p[0].x} ${p[0].y}`;
  for (let i = 0; i + 1 < p.length; i++) {
    const third = (p[i + 1].y - p[i].y) / 3;
    const x1 = p[i].x + tangents[i] * third;
    const x2 = p[i + 1].x - tangents[i + 1] * third;
    const f = (n) => Math.round(n * 10) / 10;
    path += `C${f(x1)} ${f(p[i].y + third)} ${f(x2)} ${f(p[i + 1].y - third)} ${f(p[i + 1].x)} ${f(p[i + 1].y)}`;
  }
  return path;
}
