const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const WORDS = JSON.parse(one("#words").textContent);
const say = (key, values = {}) => WORDS[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const press = (button, on) => button.setAttribute("aria-pressed", String(on));
const pressed = (button) => button.getAttribute("aria-pressed") === "true";
for (const node of all(".needs-script")) node.classList.remove("needs-script");
