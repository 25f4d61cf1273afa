// Speech as text while it is spoken: what stays is black, what may still change is grey.
(() => {
"use strict";
const one = (selector) => document.querySelector(selector);
const WORDS = JSON.parse(one("#words").textContent);
const speak = one("#speak");
const partial = one("#partial");
for (const node of document.querySelectorAll(".needs-script")) node.classList.remove("needs-script");
const tell = (key) => { one("#told").value = key ? WORDS[key] : ""; };
const MOST_WAITING = 1 << 20;
const PIECE = 4 << 20;
const QUIET = 0.01;
const SILENT_BLOCKS = 50;
let running = null;
let sound = []; // kept in this page only
let before = "";

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
const understood = {
  partial: (message) => show((message.cut ? "… " : "") + message.text),
  final: (message) => { keepLine(message.written, message.from_ms); before = ""; show(""); },
  nothing: () => { before = ""; show(""); },
  end: () => { ended(""); },
  lost: () => { ended("lost"); },
};
const ended = (key) => {
  if (!running) return;
  const { context, stream, socket } = running;
  running = null;
  for (const track of stream.getTracks()) track.stop();
  context.close();
  if (socket.readyState < 2) socket.close();
  speak.textContent = WORDS.start;
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
  else if (top >= QUIET && one("#told").value === WORDS.silence) tell("listening");
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
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${location.host}/studio/live/socket`);
  sound = [];
  quiet = 0;
  running = { context, stream, socket };
  const unsent = []; // until the socket is open
  node.port.onmessage = ({ data }) => {
    level(new Int16Array(data));
    sound.push(data);
    if (socket.readyState === 0) { unsent.push(data); return; }
    if (socket.readyState !== 1) return;
    if (socket.bufferedAmount > MOST_WAITING) { tell("slow"); return; }
    socket.send(data);
  };
  socket.onopen = () => { for (const data of unsent.splice(0)) socket.send(data); tell("listening"); };
  socket.onmessage = (event) => {
    const message = JSON.parse(event.data);
    understood[message.what](message);
  };
  socket.onclose = (event) => { ended(event.code in WORDS ? String(event.code) : "lost"); };
  context.createMediaStreamSource(stream).connect(node);
  speak.textContent = WORDS.stop;
};
const stop = () => {
  const { socket, context } = running;
  context.suspend();
  if (socket.readyState === 1) socket.send("end");
  else ended("lost");
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
