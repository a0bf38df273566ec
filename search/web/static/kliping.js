// Everything works without this: it saves a click or a key where scripts are allowed.
"use strict";

const box = document.getElementById("q");

// A changed choice applies at once. A year that is still being typed (0002, 0020, 0202) waits.
for (const field of document.querySelectorAll("[data-apply]")) {
  field.addEventListener("change", () => {
    if (field.type !== "date" || !field.value || field.value >= "1900") field.form.requestSubmit();
  });
}

// Addresses to be shared have no empty or usual values.
for (const form of document.querySelectorAll("form.search")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) {
      const field = form.elements[name];
      if (value === "" || value === field?.dataset?.usual) event.formData.delete(name);
    }
  });
}

// Completions of what is typed; the list that came with the page stays where nothing is known.
if (box && box.list) {
  let waiting;
  let asked = "";
  box.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (event.inputType === "insertReplacementText") return; // one of the list was chosen
    waiting = setTimeout(async () => {
      const typed = box.value;
      if (typed.trim().length < 3 || typed === asked) return;
      asked = typed;
      try {
        const answer = await fetch(`/api/v1/suggest?q=${encodeURIComponent(typed)}`);
        if (!answer.ok || typed !== box.value) return;
        const found = await answer.json();
        const publishers = Object.keys(found.publishers).map((slug) => `sumber:${slug}`);
        const titles = Object.values(found.titles).map((title) => `"${title}"`);
        const options = [...found.words, ...publishers, ...titles].map((text) => new Option("", text));
        if (options.length) box.list.replaceChildren(...options);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // the server is away: typing goes on
      }
    }, 150);
  });
}

// Keys: those of labels, * for folders; / box, j and k through the hits or from article to article, o opens, ? helps.
const hits = [...document.querySelectorAll(".hits h3 a")];

function step(direction) {
  const link = document.querySelector(direction > 0 ? ".trail [rel=next]" : ".trail [rel=prev]");
  if (!hits.length) return link && link.click();
  const place = hits.indexOf(document.activeElement);
  const next = place < 0 ? (direction > 0 ? 0 : hits.length - 1) : place + direction;
  if (hits[next]) {
    hits[next].focus();
    hits[next].scrollIntoView({ block: "nearest" });
  }
}

const keys = {
  "/": () => box && (box.focus(), box.select()),
  j: () => step(1),
  k: () => step(-1),
  o: () => hits.includes(document.activeElement) && document.activeElement.click(),
  "?": () => document.querySelector("footer a[href*='#tombol']").click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const label = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`); // a key a label, and that of folders
  if (label) {
    event.preventDefault();
    if (!event.repeat) label.click();
    return;
  }
  if (Object.hasOwn(keys, event.key)) {
    event.preventDefault();
    keys[event.key]();
  }
});

// Texts to be copied.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break; // browsers have it on secure pages and on this machine alone
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.done;
  });
}
