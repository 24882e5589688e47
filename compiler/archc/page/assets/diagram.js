// Turns pointers and keys on the picture into moves of the camera, selections and openings.

const CLICK_SLACK = 5;
const STEP = 60;

class Diagram {
  constructor(app, element) {
    this.app = app;
    this.element = element;
    this.pointers = new Map();
    const on = (type, handler, options) => element.addEventListener(type, handler.bind(this), options);
    on("pointerdown", this.down);
    on("pointermove", this.move);
    on("pointerup", this.up);
    on("pointercancel", this.up);
    on("pointerleave", () => app.hint(null));
    on("wheel", this.wheel, { passive: false });
    on("dblclick", this.double);
    on("keydown", this.key);
  }

  /** What is drawn at the place of an event, whatever element has caught the pointer. */
  itemAt(event) {
    return this.elementAt(event)?.closest(".item, .open")?.item ?? null;
  }

  elementAt(event) {
    return document.elementFromPoint(event.clientX, event.clientY);
  }

  isToggle(event) {
    return Boolean(this.elementAt(event)?.closest(".toggle"));
  }

  down(event) {
    if (event.button > 0) return;
    this.element.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    const { clientX: x, clientY: y } = event;
    this.start = this.pointers.size === 1 ? { x, y, item: this.itemAt(event), isToggle: this.isToggle(event) } : null;
  }

  move(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) return this.app.hint(this.itemAt(event));
    const at = this.place(event);
    if (this.pointers.size === 1) {
      if (this.start && Math.hypot(event.clientX - this.start.x, event.clientY - this.start.y) > CLICK_SLACK) this.start = null;
      if (!this.start) this.app.camera.pan(at.x - last.x, at.y - last.y);
      this.element.classList.toggle("dragged", !this.start);
      if (this.start) return undefined;
    } else {
      this.pinch(event.pointerId, last, at);
    }
    this.pointers.set(event.pointerId, at);
    return undefined;
  }

  /** The place of a pointer in the picture, whatever element it is over. */
  place(event) {
    const box = this.element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  pinch(id, last, at) {
    const [other] = [...this.pointers].filter(([key]) => key !== id).map(([, point]) => point);
    const before = Math.hypot(last.x - other.x, last.y - other.y);
    const after = Math.hypot(at.x - other.x, at.y - other.y);
    this.app.camera.zoom(after / Math.max(1, before), (at.x + other.x) / 2, (at.y + other.y) / 2);
    this.app.camera.pan((at.x - last.x) / 2, (at.y - last.y) / 2);
  }

  up(event) {
    this.pointers.delete(event.pointerId);
    this.element.classList.remove("dragged");
    const { start } = this;
    this.start = null;
    if (!start || event.type === "pointercancel") return;
    if (start.item?.isGroup && start.isToggle) this.app.toggle(start.item);
    else this.app.select(start.item ?? this.app.model.root, { reveal: false });
  }

  wheel(event) {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 18 : 1;
    const at = this.place(event);
    if (event.ctrlKey || event.metaKey) this.app.camera.zoom(Math.exp(-event.deltaY * unit * 0.008), at.x, at.y);
    else if (event.shiftKey && !event.deltaX) this.app.camera.pan(-event.deltaY * unit, 0);
    else this.app.camera.pan(-event.deltaX * unit, -event.deltaY * unit);
  }

  double(event) {
    const item = this.itemAt(event);
    if (this.isToggle(event)) return;
    if (item?.isGroup) this.app.toggle(item);
    else if (!item) this.app.camera.zoom(1.6, this.place(event).x, this.place(event).y);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    const { app } = this;
    if (dx || dy) {
      if (event.shiftKey) app.camera.pan(-dx * STEP, -dy * STEP);
      else app.select(neighbour(app.selected, dx, dy) ?? app.selected);
    } else if (event.key === "Enter" || event.key === " ") {
      if (app.selected.isGroup && app.selected !== app.model.root) app.toggle(app.selected);
    } else if (event.key === "Escape") {
      if (app.selected.parent) app.select(app.selected.parent);
    } else {
      return;
    }
    event.preventDefault();
  }
}

/** The nearest shown item in a direction; of an open group, the first in it. */
function neighbour(item, dx, dy) {
  if (item.isGroup && item.isOpen && (dy > 0 || !item.parent)) return item.members[0];
  for (let at = item; at.parent; at = at.parent) {
    const centre = middle(at);
    const found = at.parent.members
      .filter((one) => one !== at && isThere(centre, middle(one), dx, dy))
      .sort((a, b) => distance(centre, middle(a), dx) - distance(centre, middle(b), dx))[0];
    if (found) return found;
    if (dx) return null;
    const beside = dy > 0 ? at.parent.edges.find(({ from }) => from === at)?.to : at.parent.edges.find(({ to }) => to === at)?.from;
    if (beside) return beside;
  }
  return null;
}

function middle(item) {
  return { x: item.wx + item.w / 2, y: item.wy + item.h / 2 };
}

function isThere(from, to, dx, dy) {
  const [ax, ay] = [to.x - from.x, to.y - from.y];
  return dy ? ay * dy > 8 : ax * dx > 8;
}

function distance(from, to, dx) {
  const [ax, ay] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
  return dx ? ax + 4 * ay : ay + 0.6 * ax;
}
