// A transcript waits as the text of its noscript, which the browser has not laid out; it is our own
// escaped markup, so that reading it again is what a browser without scripts did at once.
const unfold = (details) => {
  const later = one(":scope > noscript", details);
  if (!later) return;
  const template = document.createElement("template");
  template.innerHTML = later.textContent;
  later.replaceWith(template.content);
};
const whole = (call) => one("details.whole", call);
const setOpen = (call, open) => {
  const details = whole(call);
  if (!details) return;
  if (open) unfold(details);
  details.open = open;
};
document.addEventListener("toggle", (event) => {
  if (event.target.matches("details.later") && event.target.open) unfold(event.target);
}, true);

// a link to a turn finds it inside its folded transcript
const reveal = () => {
  if (location.hash.startsWith("#?")) return; // a view of the list: see the filters
  const id = decodeURIComponent(location.hash.slice(1));
  const call = document.getElementById(id.split("-")[0]);
  if (call && call.matches(".call")) {
    call.hidden = call.parentNode.hidden = false;
    if (/-t\d+$/.test(id)) setOpen(call, true);
  }
  const target = document.getElementById(id);
  for (const node of all(".found")) node.classList.remove("found");
  if (target && target.matches(".line")) target.classList.add("found"); // ":target" missed it: it was folded
  if (target) target.scrollIntoView({ block: target.matches(".line, .hit") ? "center" : "start" });
};
addEventListener("hashchange", reveal);
if (location.hash) reveal();

// a page of whole calls is printed whole; the report as it is on the screen
if (one("#prints-whole")) {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all(".call").filter((call) => !call.hidden && whole(call) && !whole(call).open);
    for (const call of opened) setOpen(call, true);
  });
  addEventListener("afterprint", () => { for (const call of opened) setOpen(call, false); });
}
