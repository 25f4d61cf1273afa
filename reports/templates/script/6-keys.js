const help = one("#help");
const shownHits = () => calls.filter((call) => !call.node.hidden).flatMap((call) => call.hits.filter((hit) => !hit.hidden));
let current = null;
const goTo = (hit) => {
  if (!hit) return;
  current = hit;
  offerJudge(hit);
  hit.focus({ preventScroll: true });
  hit.scrollIntoView({ block: "center" });
};
const step = (by) => {
  const shown = shownHits();
  const at = current ? shown.indexOf(current) : -1;
  goTo(shown[Math.min(Math.max(at + by, 0), shown.length - 1)]);
};
document.addEventListener("focusin", (event) => {
  const hit = event.target.closest(".hit");
  if (hit) current = hit;
});
const playOrPause = () => {
  if (!player.hidden && playing.call && audio.src) {
    if (audio.paused) audio.play().catch(() => tell(say("broken")));
    else audio.pause();
    return;
  }
  const button = current && one(".play", current);
  if (button) playAt(current.closest(".call"), Number(button.dataset.play), button);
  else if (current) tell(say("unheard"));
};
const playCurrent = () => {
  const button = current && one(".play", current);
  const call = current && current.closest(".call");
  const elsewhere = button && (call !== playing.call || player.hidden || current !== playCurrent.hit);
  playCurrent.hit = current;
  if (elsewhere) playAt(call, Number(button.dataset.play), button);
  else playOrPause();
};
const seek = (by) => { if (playing.call && !player.hidden) audio.currentTime = Math.max(audio.currentTime + by, 0); };
const openHelp = () => { if (help.open) help.close(); else help.showModal(); };

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  " ": playCurrent,
  ArrowLeft: () => seek(-3),
  ArrowRight: () => seek(3),
  1: () => current && judge(current, "true"),
  2: () => current && judge(current, "false"),
  3: () => current && judge(current, "pending"),
  u: () => nextOpen(),
  n: () => current && one(".judge-note", current)?.focus(),
  o: () => current && setOpen(current.closest(".call"), !whole(current.closest(".call"))?.open),
  "/": () => form && field("text").focus(),
  "?": openHelp,
  Escape: closePlayer,
};
const typing = (node) => node.matches("input, select, textarea");
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (typing(event.target)) {
    if (event.key === "Escape") (event.target.closest(".hit") || document.body).focus?.();
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === " " && event.target.matches("button, a, summary")) {
    if (!event.target.matches("a.play")) return;
  }
  const act = KEYS[event.key];
  if (!act || ((event.key === "ArrowLeft" || event.key === "ArrowRight") && player.hidden)) return;
  event.preventDefault();
  act();
});
one("#show-help")?.addEventListener("click", openHelp);
