const player = one("#player");
const audio = one("#audio");
const position = one("#player-seek");
const playing = { call: null, piece: null, button: null };
const marker = window.Highlight && CSS.highlights ? new Highlight() : null;
if (marker) CSS.highlights.set("spoken", marker);

const piecesOf = (call) => JSON.parse(call.dataset.sound || "[]")
  .map(([url, start, end]) => ({ url, start, end }));
const show = (shown) => {
  player.hidden = !shown;
  document.body.classList.toggle("listening", shown); // no ":has": every filtered hit would ask it again
};
const tell = (text) => { show(true); one("#player-what").textContent = text; };
// one clock, the call's: a clip that begins in its middle does not count from 0
const nowMs = () => playing.piece.start + audio.currentTime * 1000;
const clockOf = (ms) => {
  const seconds = Math.floor(Math.max(ms, 0) / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return (hours ? `${hours}:${two(minutes)}` : two(minutes)) + ":" + two(seconds % 60);
};

const playAt = (call, atMs, button = null) => {
  const piece = piecesOf(call).find((each) => each.start <= atMs && atMs < each.end);
  if (!piece) { tell(say("unheard")); return; }
  quiet();
  const other = !playing.piece || playing.piece.url !== piece.url;
  Object.assign(playing, { call, piece, button });
  call.classList.add("playing");
  if (whole(call)) unfold(whole(call)); // its words are followed while it is folded, too
  tell(say("playing", { agent: call.dataset.agent, clock: call.dataset.clock }));
  [position.min, position.max] = [piece.start / 1000, piece.end / 1000];
  if (other) audio.src = piece.url;
  audio.playbackRate = Number(one("#speed").value);
  audio.currentTime = Math.max(atMs - piece.start, 0) / 1000; // before the sound is there it is the start
  resume();
};
const resume = () => audio.play().catch((error) => { if (error.name !== "AbortError") tell(say("broken")); });
const toggle = () => { if (audio.paused) resume(); else audio.pause(); };
const labelButtons = () => {
  const word = say(audio.paused ? "play" : "pause");
  one("#player-toggle").textContent = word;
  if (!playing.button) return;
  labelButton(playing.button, word, !audio.paused);
};
const labelButton = (button, word, on) => {
  const label = button.getAttribute("aria-label");
  button.setAttribute("aria-label", word + label.slice(label.indexOf(" ")));
  button.classList.toggle("on", on);
  button.textContent = word;
};
const quiet = () => {
  if (playing.button) labelButton(playing.button, say("play"), false);
  if (playing.call) {
    playing.call.classList.remove("playing");
    for (const line of all(".spoken", playing.call)) line.classList.remove("spoken");
  }
  if (marker) marker.clear();
  one("#player-line").textContent = "";
};
const closePlayer = () => {
  audio.pause();
  quiet();
  playing.button = null;
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
const isSpoken = (line, ms) => Number(line.dataset.at) <= ms && ms < Number(line.dataset.end);
const markWord = (line, ms) => {
  const said = one(".said", line);
  const place = said ? lastSaid(timesOf(said), ms) : -1;
  const range = place >= 0 ? characterRange(said, place) : null;
  if (range && marker) marker.add(range);
};
// the words are beside the controls, too: whoever plays from the first screen sees no transcript
const caption = (lines) => {
  const words = lines.map((line) => (line.matches(".pause") ? line.textContent : `${one(".who", line).textContent}${one(".said", line).textContent}`));
  const text = words.join("　") || (one(".talk", playing.call) ? say("silence") : "");
  const own = one("#player-line");
  if (own.textContent !== text) own.textContent = text;
};

const follow = () => {
  const ms = nowMs();
  if (marker) marker.clear();
  for (const line of all(".line, .pause", playing.call)) {
    const spoken = isSpoken(line, ms);
    const isTalk = line.parentNode.matches(".talk");
    if (spoken && isTalk && !line.classList.contains("spoken") && whole(playing.call)?.open) {
      line.scrollIntoView({ block: "nearest" });
    }
    if (line.classList.contains("spoken") !== spoken) line.classList.toggle("spoken", spoken);
    if (spoken) markWord(line, ms);
  }
  const talk = all(".talk .spoken", playing.call);
  caption(talk.length ? talk : all(".excerpt .line.spoken", playing.call).slice(0, 1));
  position.value = ms / 1000;
  one("#player-time").value = `${clockOf(ms)} / ${clockOf(Number(position.max) * 1000)}`;
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
audio.addEventListener("play", () => { labelButtons(); requestAnimationFrame(tick); });
audio.addEventListener("pause", labelButtons);
audio.addEventListener("seeked", () => { if (playing.call) follow(); });
audio.addEventListener("error", () => tell(say("broken")));
position.addEventListener("input", () => {
  if (playing.piece) audio.currentTime = Math.max(Number(position.value) - playing.piece.start / 1000, 0);
});
one("#player-toggle").addEventListener("click", () => { if (playing.call) toggle(); });
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
    if (playing.button === button && !player.hidden) toggle();
    else playAt(call, Number(button.dataset.play), button);
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
