(() => {
  "use strict";
  const form = document.getElementById("filters");
  const find = (selector) => [...document.querySelectorAll(selector)];

  // a link into a closed transcript opens it first
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const closed = target && target.closest("details:not([open])");
    if (closed) closed.open = true;
    if (target) target.scrollIntoView({ block: target.matches(".line") ? "center" : "start" });
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  if (!form) return;
  form.hidden = false;
  const toggles = [...form.querySelectorAll("button[data-severity]")];
  const field = (name) => document.getElementById("filter-" + name);
  const calls = find(".call").map((node) => ({
    node,
    agent: node.dataset.agent,
    text: node.textContent.toLowerCase(),
    hits: [...node.querySelectorAll(".hit")],
  }));

  const pressed = () =>
    toggles.filter((button) => button.getAttribute("aria-pressed") === "true")
      .map((button) => button.dataset.severity);

  const wanted = () => {
    const severities = pressed();
    const category = field("category").value;
    return (hit) =>
      (!severities.length || severities.includes(hit.dataset.severity)) &&
      (!category || hit.dataset.category === category);
  };

  const matches = (call) =>
    (!field("agent").value || call.agent === field("agent").value) &&
    call.text.includes(field("text").value.trim().toLowerCase());

  const apply = () => {
    const want = wanted();
    let shown = 0;
    for (const call of calls) {
      for (const hit of call.hits) hit.hidden = !want(hit);
      const visible = matches(call) && call.hits.some((hit) => !hit.hidden);
      call.node.hidden = !visible;
      shown += visible;
    }
    field("count").value = `显示 ${shown} / ${calls.length} 通`;
    document.getElementById("no-match").hidden = shown > 0;
  };

  const press = (button, on) => button.setAttribute("aria-pressed", String(on));
  for (const button of toggles) {
    button.addEventListener("click", () => {
      press(button, button.getAttribute("aria-pressed") !== "true");
      apply();
    });
  }
  const all = document.getElementById("toggle-all");
  all.addEventListener("click", () => {
    const open = all.getAttribute("aria-pressed") !== "true";
    press(all, open);
    for (const details of find("details.transcript")) details.open = open;
  });
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    for (const button of toggles) press(button, false);
    setTimeout(apply); // the fields are cleared after this event
  });
  apply();
})();
