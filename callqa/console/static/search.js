// Results play where they stand; the words stay in this window only, for whoever comes back from a call.
(() => {
"use strict";
const KEY = "callqa-search";
const BEFORE_S = 2;
const form = document.querySelector("#search");
const audio = new Audio();
let playing = null;

const rest = () => {
  if (!playing) return;
  playing.textContent = document.querySelector("#found").dataset.play;
  playing = null;
};
const play = (button) => {
  const same = playing === button;
  audio.pause();
  rest();
  if (same) return;
  const at = Math.max(button.dataset.at / 1000 - BEFORE_S, 0);
  if (audio.getAttribute("src") !== button.dataset.sound) audio.src = button.dataset.sound;
  const go = () => { audio.currentTime = at; audio.play(); };
  if (audio.readyState >= 1) go();
  else audio.addEventListener("loadedmetadata", go, { once: true });
  playing = button;
  button.textContent = document.querySelector("#found").dataset.stop;
};
audio.addEventListener("ended", rest);
audio.addEventListener("error", rest);
document.addEventListener("click", (event) => {
  const button = event.target.closest(".play-here");
  if (button) play(button);
});

form.addEventListener("submit", () => {
  audio.pause();
  rest();
  sessionStorage.setItem(KEY, JSON.stringify([...new FormData(form)]));
});
const [entry] = performance.getEntriesByType("navigation");
const kept = sessionStorage.getItem(KEY);
if (entry?.type === "back_forward" && kept && !form.elements.words.value) {
  for (const [name, value] of JSON.parse(kept)) if (form.elements[name]) form.elements[name].value = value;
  form.requestSubmit();
}
})();
