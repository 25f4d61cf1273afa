const player = one("#player");
const audio = one("#audio");
const playing = { call: null, piece: null };
const marker = window.Highlight && CSS.highlights ? new Highlight() : null;
if (marker) CSS.highlights.set("spoken", marker);

const piecesOf = (call) => JSON.parse(call.dataset.sound || "[]")
  .map(([url, start, end]) => ({ url, start, end }));
const show = (shown) => {
  player.hidden = !shown;
  document.body.classList.toggle("listening", shown); // no ":has": every filtered hit would ask it again
};
const tell = (text) => { show(true); one("#player-what").textContent = text; };
const nowMs = () => playing.piece.start + audio.currentTime * 1000;

const playAt = (call, atMs) => {
  const piece = piecesOf(call).find((each) => each.start <= atMs && atMs < each.end);
  if (!piece) { tell(say("unheard")); return; }
  if (playing.call && playing.call !== call) quiet();
  const other = !playing.piece || playing.piece.url !== piece.url;
  playing.call = call;
  playing.piece = piece;
  call.classList.add("playing");
  tell(say("playing", { agent: call.dataset.agent, clock: call.dataset.clock }));
  if (other) audio.src = piece.url;
  audio.playbackRate = Number(one("#speed").value);
  audio.currentTime = Math.max(atMs - piece.start, 0) / 1000; // before the sound is there it is the start
  audio.play().catch((error) => { if (error.name !== "AbortError") tell(say("broken")); });
};
const quiet = () => {
  if (playing.call) {
    playing.call.classList.remove("playing");
    for (const line of all(".line.spoken", playing.call)) line.classList.remove("spoken");
  }
  if (marker) marker.clear();
};
const closePlayer = () => {
  audio.pause();
  quiet();
  show(false);
};

// when each character of a line is said, from the steps that the page carries
const timesOf = (said) => {
  if (said.times) return said.times;
  let at = Number(said.closest(".line").dataset.at);
  said.times = said.dataset.times ? said.dataset.times.split(" ").map((step) => (at += Number(step) * 10)) : [];
  return said.times;
};
const lastSaid = (times, ms) => {
  let place = -1;
  while (place + 1 < times.length && times[place + 1] <= ms) place += 1;
  return place;
};
const characterRange = (said, place) => {
  const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
  let left = place;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const characters = Array.from(node.data);
    if (left < characters.length) {
      const start = characters.slice(0, left).join("").length;
      const range = new Range();
      range.setStart(node, start);
      range.setEnd(node, start + characters[left].length);
      return range;
    }
    left -= characters.length;
  }
  return null;
};

const follow = () => {
  const ms = nowMs();
  if (marker) marker.clear();
  for (const list of all(".lines", playing.call)) {
    const lines = all(".line", list);
    const current = lines.filter((line) => Number(line.dataset.at) <= ms).pop();
    for (const line of lines) {
      const spoken = line === current;
      if (spoken && !line.classList.contains("spoken") && list.matches(".talk")) {
        line.scrollIntoView({ block: "nearest" });
      }
      line.classList.toggle("spoken", spoken);
    }
    const said = current && one(".said", current);
    const place = said ? lastSaid(timesOf(said), ms) : -1;
    const range = place >= 0 ? characterRange(said, place) : null;
    if (range && marker) marker.add(range);
  }
  const timeline = one(".timeline", playing.call);
  if (timeline) {
    one(".playhead", timeline).style.transform = `translateX(${(ms * 1000) / timeline.dataset.total}px)`;
  }
};
const tick = () => {
  if (!playing.call || audio.paused) return;
  follow();
  requestAnimationFrame(tick);
};
audio.addEventListener("play", () => requestAnimationFrame(tick));
audio.addEventListener("seeked", () => { if (playing.call) follow(); });
audio.addEventListener("error", () => tell(say("broken")));
one("#speed").addEventListener("change", () => { audio.playbackRate = Number(one("#speed").value); });
one("#player-close").addEventListener("click", closePlayer);

const clickedCharacter = (said, event) => {
  const caret = document.caretPositionFromPoint
    ? document.caretPositionFromPoint(event.clientX, event.clientY)
    : document.caretRangeFromPoint && document.caretRangeFromPoint(event.clientX, event.clientY);
  const node = caret && (caret.offsetNode || caret.startContainer);
  if (!node || !said.contains(node)) return 0;
  const before = new Range();
  before.setStart(said, 0);
  before.setEnd(node, caret.offset ?? caret.startOffset);
  return Array.from(before.toString()).length;
};
document.addEventListener("click", (event) => {
  const button = event.target.closest(".play");
  const call = event.target.closest(".call") || (button && document.getElementById(button.dataset.call));
  if (button && call) {
    event.preventDefault();
    playAt(call, Number(button.dataset.play));
    return;
  }
  if (!call || !call.dataset.sound || !getSelection().isCollapsed) return;
  const said = event.target.closest(".said");
  const when = event.target.closest(".line .when");
  const timeline = event.target.closest(".timeline");
  if (said) {
    const times = timesOf(said);
    const place = Math.min(clickedCharacter(said, event), times.length - 1);
    playAt(call, place >= 0 ? times[place] : Number(said.closest(".line").dataset.at));
  } else if (when) {
    playAt(call, Number(when.closest(".line").dataset.at));
  } else if (timeline) {
    const box = timeline.getBoundingClientRect();
    playAt(call, Math.floor(((event.clientX - box.left) / box.width) * timeline.dataset.total));
  }
});
