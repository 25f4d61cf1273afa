// Speech as text while it is spoken: what stays is black, what may still change is grey.
(() => {
"use strict";
const one = (selector) => document.querySelector(selector);
const WORDS = JSON.parse(one("#words").textContent);
const speak = one("#speak");
const partial = one("#partial");
for (const node of document.querySelectorAll(".needs-script")) node.classList.remove("needs-script");
const tell = (key) => { one("#told").value = key ? WORDS[key] : ""; };
const MOST_WAITING = 1 << 18;
const BLOCK = 1600; // samples of a piece of sound
const BLOCK_MS = 100;
const MOST_TRIES = 20;
const LONGEST_WAIT_MS = 5000;
const PIECE = 4 << 20;
const QUIET = 0.01;
const SILENT_BLOCKS = 50;
let running = null;
let sound = []; // kept in this page only
let before = "";
let tries = 0;

const clock = (ms) => {
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  return `${two(ms / 60000)}:${two((ms / 1000) % 60)}`;
};
const show = (text) => {
  // what two readings in a row agree on will hardly change
  let same = 0;
  while (same < text.length && text[same] === before[same]) same += 1;
  before = text;
  one("#partial b").textContent = text.slice(0, same);
  one("#partial span").textContent = text.slice(same);
  partial.scrollIntoView({ block: "nearest" });
};
const keepLine = (text, fromMs) => {
  const line = document.createElement("li");
  const when = document.createElement("span");
  when.className = "when";
  when.textContent = clock(fromMs);
  line.append(when, ` ${text}`);
  one("#said").append(line);
};
const hit = (each) => {
  const line = document.createElement("li");
  line.dataset.hit = each.id;
  line.className = each.severity;
  const [word, rule, words] = ["b", "span", "q"].map((kind) => document.createElement(kind));
  word.textContent = WORDS[`severity_${each.severity}`];
  rule.textContent = ` ${clock(running.firstMs + each.at_ms)} ${each.category} · ${each.rule} `;
  words.textContent = each.words;
  line.append(word, rule, words);
  one(each.severity === "critical" ? "#alarms ol" : "#hits ol").append(line);
  if (each.severity !== "critical") one("#hits").hidden = false;
};
const understood = {
  begun: (message) => {
    running.session = message.session;
    running.next = running.first + message.samples / BLOCK;
    running.isOpen = true;
    tell("listening");
    flush();
  },
  partial: (message) => { tries = 0; show((message.cut ? "… " : "") + message.text); },
  final: (message) => {
    tries = 0;
    running.heardMs = running.firstMs + message.to_ms;
    keepLine(message.written, running.firstMs + message.from_ms);
    before = "";
    show("");
  },
  nothing: (message) => {
    running.heardMs = running.firstMs + message.to_ms;
    before = "";
    show("");
  },
  hits: (message) => {
    for (const id of message.gone) one(`[data-hit="${CSS.escape(id)}"]`)?.remove();
    message.found.forEach(hit);
  },
  no_rules: () => { one("#hits").hidden = false; one("#hits ol").textContent = WORDS.noRules; },
  end: () => { ended(""); },
  lost: () => { again(true); },
};
const ended = (key) => {
  if (!running) return;
  const { context, stream, socket } = running;
  clearTimeout(running.timer);
  running = null;
  for (const track of stream.getTracks()) track.stop();
  context.close();
  if (socket && socket.readyState < 2) socket.close(1000);
  speak.textContent = WORDS.start;
  speak.disabled = false;
  one("#role").disabled = false;
  one("#level").value = 0;
  before = "";
  show("");
  tell(key);
  const lines = [...document.querySelectorAll("#said li")].map((line) => line.textContent);
  one("#save").hidden = !lines.length;
  one("#save").href = `data:text/plain;charset=utf-8,${encodeURIComponent(lines.join("\n"))}`;
  one("#keep").hidden = !sound.length;
};

let quiet = 0;
const level = (samples) => {
  let top = 0;
  for (const sample of samples) top = Math.max(top, Math.abs(sample) / 32768);
  one("#level").value = top;
  quiet = top < QUIET ? quiet + 1 : 0;
  if (quiet === SILENT_BLOCKS) tell("silence");
  else if (top >= QUIET && [WORDS.silence, WORDS.slow].includes(one("#told").value)) tell("listening");
};
// what was not sent waits in this page: a connection that breaks off costs time, no word
const flush = () => {
  const { socket } = running;
  while (running.isOpen && running.next < sound.length) {
    if (socket.readyState !== 1) return;
    if (socket.bufferedAmount > MOST_WAITING) { tell("slow"); return; }
    socket.send(sound[running.next]);
    running.next += 1;
  }
  if (running.isOpen && running.isLast && socket.readyState === 1) {
    running.isOpen = false;
    socket.send("end");
  }
};
const connect = () => {
  const asked = { role: one("#role").value };
  if (running.session) Object.assign(asked, { session: running.session, seen: running.seen });
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${location.host}/studio/live/socket?${new URLSearchParams(asked)}`);
  running.socket = socket;
  running.isOpen = false;
  socket.onmessage = (event) => {
    if (running?.socket !== socket) return;
    const message = JSON.parse(event.data);
    if (message.n && message.n <= running.seen) return;
    running.seen = message.n || running.seen;
    understood[message.what](message);
  };
  socket.onclose = (event) => {
    if (running?.socket !== socket) return;
    if (event.code in WORDS) ended(String(event.code));
    else again(event.code === 4410);
  };
};
const again = (isForgotten) => {
  if (!running) return;
  tries += 1;
  if (tries > MOST_TRIES) { ended("lost"); return; }
  if (isForgotten) { // a new session, from the end of the last line on
    running.session = "";
    running.seen = 0;
    running.first = Math.floor(running.heardMs / BLOCK_MS);
    running.firstMs = running.first * BLOCK_MS;
  }
  running.isOpen = false;
  tell("broken");
  const { socket } = running;
  running.socket = null;
  socket?.close();
  clearTimeout(running.timer);
  running.timer = setTimeout(connect, Math.min(250 * 2 ** tries, LONGEST_WAIT_MS));
};
const start = async () => {
  tell("loading");
  let stream;
  try {
    const wanted = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: true };
    stream = await navigator.mediaDevices.getUserMedia({ audio: wanted });
  } catch (error) {
    tell(error.name === "NotFoundError" ? "none" : "denied");
    return;
  }
  const context = new AudioContext();
  await context.audioWorklet.addModule("/static/studio-microphone.js");
  const node = new AudioWorkletNode(context, "microphone", { numberOfOutputs: 0 });
  sound = [];
  quiet = 0;
  tries = 0;
  running = { context, stream, session: "", seen: 0, first: 0, firstMs: 0, next: 0, heardMs: 0, isLast: false };
  for (const id of ["#alarms ol", "#hits ol"]) one(id).replaceChildren();
  one("#hits").hidden = true;
  one("#role").disabled = true;
  connect();
  node.port.onmessage = ({ data }) => {
    level(new Int16Array(data));
    sound.push(data);
    if (running) flush();
  };
  context.createMediaStreamSource(stream).connect(node);
  speak.textContent = WORDS.stop;
};
const stop = () => {
  running.context.suspend();
  running.isLast = true;
  speak.disabled = true;
  if (running.socket) flush();
};
speak.addEventListener("click", () => { if (running) stop(); else start(); });
one("#captions").addEventListener("click", () => one("#live").requestFullscreen?.());
if (!navigator.mediaDevices) {
  one("#no-microphone").hidden = false;
  speak.disabled = true;
}

// what was spoken, as a recording of one's own: only if somebody wants it
const asWave = () => {
  const size = sound.reduce((all, each) => all + each.byteLength, 0);
  const head = new DataView(new ArrayBuffer(44));
  const text = (at, letters) => [...letters].forEach((letter, i) => head.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  head.setUint32(4, 36 + size, true);
  text(8, "WAVEfmt ");
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, 16000, true);
  head.setUint32(28, 32000, true);
  head.setUint16(32, 2, true);
  head.setUint16(34, 16, true);
  text(36, "data");
  head.setUint32(40, size, true);
  return new Blob([head, ...sound], { type: "audio/wav" });
};
const keep = async () => {
  const file = asWave();
  const name = `${WORDS.name} ${new Date().toLocaleString("sv").replaceAll(":", "-")}.wav`;
  const fields = new URLSearchParams({ name, size: file.size, night_words: "yes", itn: "yes", speakers: "yes", punctuation: "yes" });
  const headers = { "hx-request": "true" };
  const begun = await fetch("/studio/uploads", { method: "POST", body: fields, headers });
  if (!begun.ok) throw new Error(String(begun.status));
  const { job } = await begun.json();
  for (let here = 0; here < file.size; here += PIECE) {
    const body = file.slice(here, here + PIECE);
    const sent = await fetch(`/studio/uploads/${job}?offset=${here}`, { method: "PUT", body, headers });
    if (!sent.ok) throw new Error(String(sent.status));
  }
};
one("#keep").addEventListener("click", async () => {
  one("#keep").disabled = true;
  try {
    await keep();
    sound = [];
    one("#keep").hidden = true;
    tell("kept");
  } catch {
    tell("failed");
  } finally {
    one("#keep").disabled = false;
  }
});
})();
