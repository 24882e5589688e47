// Keeps which part of the picture is seen, and at what scale; moves smoothly unless the reader wants no motion.

const MIN_SCALE = 0.002;
const MAX_SCALE = 4;
const MOVE_MS = 220;

class Camera {
  /** `changed` is called at most once a frame. */
  constructor(element, changed) {
    this.element = element;
    this.changed = changed;
    this.x = this.y = 0;
    this.scale = 1;
    this.bounds = { w: 1, h: 1 };
    this.frame = 0;
    this.motion = null;
    this.refit = null; // What suits the picture to another size of the window, until the reader has moved.
    this.resize();
    new ResizeObserver(() => this.resized()).observe(element);
  }

  resize() {
    this.width = this.element.clientWidth;
    this.height = this.element.clientHeight;
  }

  /** The picture follows the window at once: a glide would lag behind it, and start every page with one. */
  resized() {
    this.resize();
    if (this.refit) {
      this.hasShown = false;
      this.refit();
    }
    this.request();
  }

  request() {
    this.frame ||= requestAnimationFrame((now) => {
      this.frame = 0;
      if (this.motion) this.step(now);
      this.changed();
    });
  }

  pan(dx, dy) {
    this.motion = this.refit = null;
    this.x += dx;
    this.y += dy;
    this.keepInSight();
    this.request();
  }

  /** Zooms so that the point of the picture at a place of the screen stays there. */
  zoom(factor, px = this.width / 2, py = this.height / 2) {
    this.motion = this.refit = null;
    const scale = Math.min(MAX_SCALE, Math.max(MIN_SCALE, this.scale * factor));
    this.x = px - ((px - this.x) * scale) / this.scale;
    this.y = py - ((py - this.y) * scale) / this.scale;
    this.scale = scale;
    this.keepInSight();
    this.request();
  }

  /** Shows a part of the picture whole, as large as it may be. */
  show(box, largest = 1, smallest = MIN_SCALE) {
    const margin = 32;
    const scale = Math.min(largest, (this.width - margin) / box.w, (this.height - margin) / box.h);
    this.moveTo(Math.max(smallest, scale), box);
  }

  /** Brings a part of the picture into sight, at a scale at which it can be read. */
  reveal(box) {
    const scale = Math.min(Math.max(this.scale, 0.7), 1.4);
    const left = this.x + box.x * this.scale;
    const top = this.y + box.y * this.scale;
    const isSeen = left >= 0 && top >= 0 && left + box.w * this.scale <= this.width && top + box.h * this.scale <= this.height;
    if (isSeen && this.scale >= 0.45) return;
    const fits = Math.min(scale, (this.width - 32) / Math.min(box.w, 900), (this.height - 32) / Math.min(box.h, 700));
    this.moveTo(Math.max(0.35, fits), box);
  }

  /** Moves as little as it takes to have a part of the picture in sight, or the top of one that is too large. */
  include({ x, y, w, h }) {
    const shift = (start, size, room) => {
      if (size > room - 32) return room / 2 - (start + size / 2);
      return Math.max(16 - start, Math.min(0, room - 16 - start - size));
    };
    const dx = shift(this.x + x * this.scale, w * this.scale, this.width);
    const top = this.y + y * this.scale;
    const isTall = h * this.scale > this.height - 32;
    const dy = isTall ? 16 - top : shift(top, h * this.scale, this.height);
    if (dx || dy) this.glide({ scale: this.scale, x: this.x + dx, y: this.y + dy });
  }

  moveTo(scale, box) {
    this.glide({
      scale,
      x: this.width / 2 - (box.x + box.w / 2) * scale,
      y: box.h * scale > this.height ? 24 - box.y * scale : this.height / 2 - (box.y + box.h / 2) * scale,
    });
  }

  glide(to) {
    this.refit = null;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches || !this.hasShown) Object.assign(this, to);
    else this.motion = { from: { scale: this.scale, x: this.x, y: this.y }, to, start: performance.now() };
    this.hasShown = true;
    this.request();
  }

  step(now) {
    const { from, to, start } = this.motion;
    const t = Math.min(1, Math.max(0, (now - start) / MOVE_MS));
    const eased = 1 - (1 - t) ** 3;
    for (const key of ["scale", "x", "y"]) this[key] = from[key] + (to[key] - from[key]) * eased;
    if (t === 1) this.motion = null;
    else this.request();
  }

  /** Some of the picture can always be seen. */
  keepInSight() {
    const { w, h } = this.bounds;
    const edge = 60;
    this.x = Math.min(this.width - edge, Math.max(edge - w * this.scale, this.x));
    this.y = Math.min(this.height - edge, Math.max(edge - h * this.scale, this.y));
  }

  /** The part of the picture that is seen, and as much again around it. */
  seen(margin) {
    const [mx, my] = [this.width * margin, this.height * margin];
    return {
      left: (-this.x - mx) / this.scale,
      top: (-this.y - my) / this.scale,
      right: (this.width + mx - this.x) / this.scale,
      bottom: (this.height + my - this.y) / this.scale,
    };
  }
}
