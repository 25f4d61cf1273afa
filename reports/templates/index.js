"use strict";
// A report leads to the night, the week or the month before or after it by way of this page, which alone knows
// what there is.
const ofItsKind = (at) => {
  if (!at.includes("_")) return [...document.querySelectorAll("a[data-day]")];
  const kind = document.querySelector(`a[data-span="${at}"]`)?.dataset.kind || "other";
  return [...document.querySelectorAll(`a[data-kind="${kind}"]`)];
};
const nameOf = (link) => link.dataset.day || link.dataset.span;
const go = () => {
  const [, way, at] = /^#(before|after)=(\d{4}-\d\d-\d\d(?:_\d{4}-\d\d-\d\d)?)$/.exec(location.hash) || [];
  if (!way) return;
  const links = ofItsKind(at).sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
  const next = way === "after" ? links.find((each) => nameOf(each) > at) : links.reverse().find((each) => nameOf(each) < at);
  if (next) { location.replace(next.href); return; }
  document.querySelector("#none-" + way).hidden = false;
  links.find((each) => nameOf(each) === at)?.scrollIntoView({ block: "center" });
};
addEventListener("hashchange", go);
go();
