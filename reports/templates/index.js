"use strict";
// A report leads to the night before or after it by way of this page, which alone knows what there is.
const go = () => {
  const [, way, day] = /^#(before|after)=(\d{4}-\d\d-\d\d)$/.exec(location.hash) || [];
  if (!way) return;
  const days = [...document.querySelectorAll("a[data-day]")].map((link) => link.dataset.day).sort();
  const next = way === "after" ? days.find((each) => each > day) : days.reverse().find((each) => each < day);
  const link = document.querySelector(`a[data-day="${next || day}"]`);
  if (next) { location.replace(link.href); return; }
  document.querySelector("#none-" + way).hidden = false;
  if (link) link.scrollIntoView({ block: "center" });
};
addEventListener("hashchange", go);
go();
