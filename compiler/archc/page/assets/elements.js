// Makes elements of the page. All text goes in as text: nothing of a spec is ever read as HTML.

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function byId(id) {
  return document.getElementById(id);
}

/** Calls a function once in a frame, however often it is asked for. */
function oncePerFrame(work) {
  let frame = 0;
  return () => { frame ||= requestAnimationFrame(() => { frame = 0; work(); }); };
}
