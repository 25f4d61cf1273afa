// What no rule has marked: any line, or words of it, of an opened call; kept beside the verdicts.
const missesOf = (call) => misses.filter((miss) => miss.call_id === call.dataset.call && miss.heard !== "withdrawn");
const keepMisses = () => { keep(MISSES, JSON.stringify(misses)); tellReviewed(); };
const showMisses = (call) => {
  const list = one(".miss-list", call);
  if (!list) return;
  list.replaceChildren(...missesOf(call).map((miss) => {
    const item = document.createElement("li");
    item.textContent = [say(miss.heard), miss.about, miss.text, miss.note].filter(Boolean).join(" · ") + " ";
    const back = document.createElement("button");
    back.type = "button";
    back.className = "miss-back";
    back.textContent = say("takeBack");
    back.dataset.key = missKey(miss);
    item.append(back);
    return item;
  }));
};
const addMiss = (call, miss) => {
  recall();
  const added = { call_id: call.dataset.call, about: "", turn: null, text: "", note: "", ...miss, at: new Date().toISOString() };
  misses = [...misses.filter((each) => missKey(each) !== missKey(added)), added];
  keepMisses();
  showMisses(call);
};
// what was exported has to be taken back by the next export; what was not is simply gone
const takeBack = (call, key) => {
  recall();
  const at = new Date().toISOString();
  misses = misses.flatMap((miss) => {
    if (missKey(miss) !== key) return [miss];
    return sent[key] ? [{ ...miss, heard: "withdrawn", at }] : [];
  });
  keepMisses();
  showMisses(call);
};
const offerMisses = (call) => {
  const talk = one(".talk", call);
  if (!review || !talk || one("form.miss", call)) return;
  talk.before(one("#miss-form").content.cloneNode(true));
  one("form.miss", call).hidden = false;
  for (const line of all(".line", talk)) line.append(one("#miss-line").content.cloneNode(true));
  showMisses(call);
};
const chosenWords = (said) => {
  const chosen = getSelection();
  const inside = !chosen.isCollapsed && said.contains(chosen.anchorNode) && said.contains(chosen.focusNode);
  return inside ? chosen.toString().trim() : "";
};
const fillMiss = (line, text) => {
  const form = one("form.miss", line.closest(".call"));
  if (!form) return;
  form.dataset.turn = Number(/-t(\d+)$/.exec(line.id)[1]) - 1;
  one(".miss-text", form).value = text.slice(0, 500);
  return form;
};

if (review) {
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details.whole") && event.target.open) offerMisses(event.target.closest(".call"));
  }, true);
  for (const details of all("details.whole[open]")) offerMisses(details.closest(".call"));
  document.addEventListener("mouseup", (event) => {
    const line = event.target.closest?.(".talk .line");
    const words = line && chosenWords(one(".said", line));
    if (words) fillMiss(line, words);
  });
  document.addEventListener("click", (event) => {
    const call = event.target.closest(".call");
    if (event.target.matches(".miss-this")) {
      const line = event.target.closest(".line");
      const said = one(".said", line);
      one(".miss-about", fillMiss(line, chosenWords(said) || said.textContent)).focus();
    } else if (event.target.matches(".miss-clean")) {
      addMiss(call, { heard: "clean" });
    } else if (event.target.matches(".miss-back")) {
      takeBack(call, event.target.dataset.key);
    }
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.miss")) return;
    event.preventDefault();
    const form = event.target;
    const [text, about, note] = ["text", "about", "note"].map((name) => one(".miss-" + name, form));
    one("output", form).value = about.value ? "" : say("noRule");
    if (!about.value) { about.focus(); return; }
    const turn = text.value && form.dataset.turn !== undefined ? Number(form.dataset.turn) : null;
    addMiss(form.closest(".call"), { heard: "missed", about: about.value, turn, text: text.value.trim(), note: note.value.trim() });
    text.value = note.value = "";
    delete form.dataset.turn;
  });
  window.addEventListener("storage", (event) => {
    if (event.key === MISSES) for (const call of all(".call")) showMisses(call);
  });
}
